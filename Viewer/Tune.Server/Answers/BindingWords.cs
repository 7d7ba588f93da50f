using System.Text.RegularExpressions;

namespace Tune.Server.Answers;

/// <summary>What the web framework says of a parameter that it cannot read, in words for who asks: without the types of
/// this program.</summary>
internal static partial class BindingWords
{
    public static string Of(string message)
    {
        if (Unreadable().Match(message) is { Success: true } wrong)
        {
            return $"'{wrong.Groups["name"].Value}' is '{Problem.Quoted(wrong.Groups["value"].Value)}'; it must be "
                + (wrong.Groups["type"].Value.Contains("bool", StringComparison.OrdinalIgnoreCase)
                    ? "true or false." : "a number, and given once.");
        }

        return Absent().Match(message) is { Success: true } missing
            ? $"'{missing.Groups["name"].Value}' is missing."
            : message;
    }

    [GeneratedRegex("^Failed to bind parameter \"(?<type>[^ \"]*) (?<name>\\w+)\" from \"(?<value>.*)\"\\.$",
        RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    [GeneratedRegex("^Required parameter \"[^\"]* (?<name>\\w+)\" was not provided from .*$", RegexOptions.Singleline)]
    private static partial Regex Absent();
}
