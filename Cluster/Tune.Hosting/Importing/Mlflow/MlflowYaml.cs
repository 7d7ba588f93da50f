using System.Globalization;
using System.Text;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>
/// Reads the <c>meta.yaml</c> of MLflow: a mapping of names to single values, as PyYAML writes them: plain or in
/// quotes, on one line or folded. What is nested is passed over; anchors, tags and blocks are not there.
/// </summary>
internal static class MlflowYaml
{
    /// <summary>The values by name; one that is empty or <c>null</c> is null.</summary>
    /// <exception cref="FormatException">It is no such text; the message names the line.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string text)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var lines = text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].TrimEnd('\r');
            if (line.Length == 0 || line[0] is '#' or ' ' or '-' or '\t' || line is "..." or "{}")
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || (colon + 1 < line.Length && line[colon + 1] != ' '))
            {
                throw new FormatException($"line {at + 1} is no name with a value");
            }

            var first = at;
            var value = new StringBuilder(line[(colon + 1)..].Trim(' '));
            while (at + 1 < lines.Length && Continues(value, lines[at + 1]))
            {
                Fold(value, lines[++at].Trim(' ', '\r'));
            }

            if (!values.TryAdd(line[..colon], Value(value.ToString(), first + 1)))
            {
                throw new FormatException($"line {first + 1} has '{line[..colon]}' a second time");
            }
        }

        return values;
    }

    // What stands further in goes on with the value; within quotes an empty line does, which is a line break.
    private static bool Continues(StringBuilder value, string next) => value.Length > 0
        && (next.StartsWith(' ')
            || (next.Trim(' ', '\r').Length == 0 && value[0] is '"' or '\'' && !IsWhole(value.ToString())));

    private static void Fold(StringBuilder value, string next)
    {
        if (value[0] == '"' && Count(value.ToString(), '\\', value.Length) % 2 == 1)
        {
            // A line of a text in double quotes that ends so goes on without a blank.
            value.Length--;
            value.Append(next);
        }
        else
        {
            value.Append(next.Length == 0 ? '\n' : value[^1] == '\n' ? "" : " ").Append(next);
        }
    }

    private static bool IsWhole(string value)
    {
        var end = value.Length - 1;
        return end > 0 && value[end] == value[0] && Count(value, value[0] == '"' ? '\\' : '\'', end) % 2 == 0;
    }

    // How many of a letter stand right before an index, the first one of the text left out.
    private static int Count(string value, char letter, int before)
    {
        var count = 0;
        while (before - 1 - count > 0 && value[before - 1 - count] == letter)
        {
            count++;
        }

        return count;
    }

    private static string? Value(string value, int line) => value switch
    {
        "" or "~" or "null" or "Null" or "NULL" or "[]" or "{}" => null,
        ['\'', ..] => IsWhole(value)
            ? value[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : throw new FormatException($"line {line} has a quoted value without an end"),
        ['"', ..] => IsWhole(value)
            ? Unescaped(value[1..^1], line)
            : throw new FormatException($"line {line} has a quoted value without an end"),
        ['!' or '&' or '*' or '|' or '>' or '%' or '@' or '`' or '{' or '[', ..] =>
            throw new FormatException($"line {line} has a value that is no plain text"),
        _ => value.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment
            ? value[..comment].TrimEnd(' ') : value,
    };

    private static string Unescaped(string value, int line)
    {
        var text = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] != '\\')
            {
                text.Append(value[at]);
                continue;
            }

            var letter = ++at < value.Length ? value[at] : '\0';
            var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0)
            {
                text.Append(at + digits < value.Length
                    && int.TryParse(
                        value.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                        out var code)
                    && (digits < 8 || Rune.IsValid(code))
                        ? digits < 8 ? ((char)code).ToString() : new Rune(code).ToString()
                        : throw new FormatException($"line {line} has an escape that is none"));
                at += digits;
                continue;
            }

            text.Append(letter switch
            {
                'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', 'a' => '\a', 'b' => '\b', 'e' => '\x1b',
                'f' => '\f', 'v' => '\v', 'N' => '\x85', '_' => '\xa0', 'L' => '\u2028', 'P' => '\u2029',
                '"' or '\\' or '/' or ' ' or '\'' => letter,
                _ => throw new FormatException($"line {line} has an escape that is none"),
            });
        }

        return text.ToString();
    }
}
