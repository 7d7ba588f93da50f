namespace Tune.Engine.Runs;

/// <summary>What names and texts of runs and models may be.</summary>
public static class RunNames
{
    /// <summary>The tag that holds a run's name.</summary>
    public const string NameTag = "mlflow.runName";

    /// <summary>The tag that holds the run a run belongs to.</summary>
    public const string ParentTag = "mlflow.parentRunId";

    /// <summary>The stage of a version that has none.</summary>
    public const string NoStage = "None";

    /// <summary>The longest name of a metric, a parameter or a tag, in characters.</summary>
    public const int KeyMax = 250;

    /// <summary>The longest value of a parameter, in characters.</summary>
    public const int ParameterMax = 6000;

    /// <summary>The longest value of a tag of a run, in characters.</summary>
    public const int TagMax = 8000;

    /// <summary>The longest value of a tag of a collection or a model, in characters.</summary>
    public const int OtherTagMax = 5000;

    /// <summary>The longest name of a collection or a run, in characters.</summary>
    public const int NameMax = 500;

    /// <summary>The longest note, source or user, in characters.</summary>
    public const int NoteMax = 5000;

    /// <summary>The most metrics, parameters or tags of one run, in each kind.</summary>
    public const int PerRunMax = 10_000;

    /// <summary>The most runs, collections, models or artifacts of a store, of each kind.</summary>
    public const int PerStoreMax = 1_000_000;

    /// <summary>The most values of metrics of a store.</summary>
    public const long PointsMax = 200_000_000;

    /// <summary>The stages a version may have.</summary>
    public static IReadOnlyList<string> Stages { get; } = [NoStage, "Staging", "Production", "Archived"];

    /// <summary>Refuses a name that no metric, parameter or tag can have: letters, digits, <c>_ - . : /</c> and blanks,
    /// as a path without empty parts, <c>.</c> and <c>..</c>.</summary>
    /// <param name="what">What it names, for the message.</param>
    /// <param name="key">The name.</param>
    public static void CheckKey(string what, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is 0 or > KeyMax)
        {
            throw RunException.Invalid(
                $"The {what} name '{Short(key)}' has {key.Length} characters; it must have 1 to {KeyMax}.");
        }

        if (!key.All(IsKeyLetter) || key.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw RunException.Invalid(
                $"Invalid {what} name: '{Short(key)}'. Names are made of letters, digits, '_', '-', '.', ':', '/' and "
                + "blanks, and '/' divides parts that are neither empty nor '.' nor '..'.");
        }
    }

    /// <summary>Refuses a text that is too long or that is no text (half of a surrogate pair).</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="text">The text.</param>
    /// <param name="most">The most characters.</param>
    /// <param name="least">The fewest characters.</param>
    public static void CheckText(string what, string text, int most, int least = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > most || text.Length < least)
        {
            throw RunException.Invalid(
                $"The {what} '{Short(text)}' has {text.Length} characters; it may have {least} to {most}.");
        }

        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && !(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[++at])))
            {
                throw RunException.Invalid($"The {what} has half of a surrogate pair at character {at}.");
            }
        }
    }

    /// <summary>Whether this can be the id of a run: 1 to 256 letters, digits, <c>_</c> and <c>-</c>.</summary>
    public static bool IsRunId(string id) => id is { Length: > 0 and <= 256 }
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>Whether this can be a SHA-256 as artifacts have it: 64 hexadecimal digits in lower case.</summary>
    public static bool IsDigest(string digest) => digest is { Length: 64 }
        && digest.All(char.IsAsciiHexDigitLower);

    /// <summary>Refuses a path that no artifact can have: relative, parts divided by '/', none of them empty,
    /// <c>.</c> or <c>..</c>, without <c>\ # : %</c> and control characters.</summary>
    public static void CheckPath(string path)
    {
        const int longest = 1000;
        const int deepest = 32;
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        if (path.Length > longest || parts.Length > deepest
            || parts.Any(part => part is "" or "." or ".." || part.Length > 255)
            || path.Any(letter => letter is '\\' or '#' or ':' or '%' || char.IsControl(letter)
                || char.IsSurrogate(letter)))
        {
            throw RunException.Invalid("Invalid path");
        }
    }

    internal static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static bool IsKeyLetter(char letter) =>
        char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or ':' or '/' or ' ';
}
