namespace Tune.Engine.Trials;

/// <summary>Names that may be part of a path or a command line.</summary>
internal static class PlainName
{
    /// <summary>How many characters one has at most.</summary>
    public const int LengthMax = 100;

    /// <summary>Whether a name consists of letters, digits and <c>. _ -</c>, and no dot is its first or last.</summary>
    public static bool Is(string? name) =>
        name is { Length: > 0 and <= LengthMax } && name[0] != '.' && name[^1] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
