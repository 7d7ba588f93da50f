namespace Tune.Engine.Experiments.Acts;

/// <summary>Who did something by hand: for the audit.</summary>
/// <param name="Who">A person or a program, 1 to 250 characters, none a control character.</param>
/// <param name="Via">The way it came, such as <c>cli</c>, <c>api</c> or <c>program</c>, 1 to 250 characters.</param>
/// <param name="Key">What makes it this one act, 1 to 250 characters: asked for again with the same key it is done
/// once. The latest 4,096 keys of an experiment are known, and besides them as many that begin with
/// <c>once-</c>, as those do that clients make up. Null (default): each time it is asked for is another.</param>
public sealed record ActedBy(string Who, string Via, string? Key = null)
{
    /// <summary>The most characters of each.</summary>
    public const int LengthMax = 250;

    /// <summary>How a key begins that nobody will ask with again once it is answered.</summary>
    public const string MadeUp = "once-";

    internal static bool IsMadeUp(string key) => key.StartsWith(MadeUp, StringComparison.Ordinal);

    /// <summary>What is wrong, one sentence each, naming the field and what is allowed.</summary>
    public IEnumerable<string> Problems() => ActProblems.Of(this);
}
