namespace Tune.Engine.Spaces;

/// <summary>What a parameter, branch or constraint may be called.</summary>
internal static class ParameterName
{
    public const int MaxLength = 250;

    /// <summary>Null when the name is fine, otherwise the end of a sentence that starts with the name.</summary>
    public static string? Problem(string? name) => name switch
    {
        null or "" => $"is empty; a name has 1 to {MaxLength} characters",
        { Length: > MaxLength } => $"has {name.Length} characters; a name has 1 to {MaxLength}",
        _ when name.Any(char.IsControl) => "contains a control character; a name has none",
        _ when name.Any(char.IsSurrogate) && !IsPaired(name) =>
            "contains half of a surrogate pair; a name has whole characters",
        _ when char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]) =>
            "starts or ends with a space; a name does not",
        _ when name[0] == '/' || name[^1] == '/' || name.Contains("//", StringComparison.Ordinal) =>
            "has an empty part; '/' stands between the parts of a nested name",
        _ => null,
    };

    private static bool IsPaired(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                return false;
            }
        }

        return true;
    }
}
