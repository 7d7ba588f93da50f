namespace Tune.Architecture.Tests.Api;

/// <summary>A surface against its approved text.</summary>
internal static class ApiRule
{
    /// <summary>Each line that came or went, under the type it belongs to.</summary>
    public static IEnumerable<Finding> Check(string where, IEnumerable<string> approved, IEnumerable<string> received)
    {
        var before = InContext(approved).ToHashSet(StringComparer.Ordinal);
        var after = InContext(received).ToHashSet(StringComparer.Ordinal);
        return after.Except(before).Select(line => new Finding(where, "+ " + line))
            .Concat(before.Except(after).Select(line => new Finding(where, "- " + line)));
    }

    // Two types may have a member of the same text; the type's line makes it unique.
    private static IEnumerable<string> InContext(IEnumerable<string> lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            if (!line.StartsWith(' '))
            {
                type = line;
            }

            yield return line.StartsWith(' ') ? $"{type}: {line.Trim()}" : line;
        }
    }
}
