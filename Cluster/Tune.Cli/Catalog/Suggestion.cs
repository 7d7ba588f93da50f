namespace Tune.Cli.Catalog;

/// <summary>What somebody may have meant by a word that is not known.</summary>
internal static class Suggestion
{
    /// <summary>" Did you mean 'digits'?" for the known word that is nearest; empty if none is near.</summary>
    public static string For(string given, IEnumerable<string> known) => Nearest(given, known) is { } near
        ? $" Did you mean '{near}'?"
        : "";

    /// <summary>The known word with the fewest changed letters, at most one in three; else one that begins
    /// so.</summary>
    public static string? Nearest(string given, IEnumerable<string> known)
    {
        var words = known.ToList();
        var near = words.Select(word => (Word: word, Distance: Distance(given, word)))
            .Where(each => each.Distance <= Math.Max(1, Math.Max(given.Length, each.Word.Length) / 3))
            .OrderBy(each => each.Distance)
            .Select(each => each.Word)
            .FirstOrDefault();
        return near
            ?? (given.Length < 2 ? null
                : words.Find(word => word.StartsWith(given, StringComparison.OrdinalIgnoreCase)));
    }

    // Letters left out, put in, taken for another or swapped with their neighbour (optimal string alignment).
    private static int Distance(string one, string other)
    {
        var cost = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Step(one, other, cost, i, j);
            }
        }

        return cost[one.Length, other.Length];
    }

    private static int Step(string one, string other, int[,] cost, int i, int j)
    {
        var same = Same(one[i - 1], other[j - 1]);
        var least = Math.Min(
            Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
            cost[i - 1, j - 1] + (same ? 0 : 1));
        return i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1])
            ? Math.Min(least, cost[i - 2, j - 2] + 1)
            : least;
    }

    private static bool Same(char one, char other) =>
        char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
