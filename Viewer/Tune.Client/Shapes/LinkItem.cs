namespace Tune.Client.Shapes;

/// <summary>A link that logs a browser in once.</summary>
public sealed record LinkItem
{
    /// <summary>The link; a secret for as long as nobody has used it.</summary>
    public required string Url { get; init; }
}
