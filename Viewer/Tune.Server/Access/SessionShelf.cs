namespace Tune.Server.Access;

/// <summary>Where sessions outlast the server, as one text.</summary>
/// <param name="Read">Reads what was kept; empty if there is nothing.</param>
/// <param name="Keep">Keeps it.</param>
internal sealed record SessionShelf(Func<string> Read, Action<string> Keep)
{
    /// <summary>Nowhere.</summary>
    public static SessionShelf None { get; } = new(() => "", _ => { });
}
