namespace Tune.Plots.Charts;

/// <summary>Orders names so that the numbers in them count: slot 2 before slot 10.</summary>
internal sealed class SlotOrder : IComparer<string>
{
    public static readonly SlotOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var (first, second) = (Run(a, ref i), Run(b, ref j));
            var order = char.IsAsciiDigit(first[0]) && char.IsAsciiDigit(second[0])
                ? CompareNumbers(first, second)
                : string.CompareOrdinal(first, second);
            if (order != 0)
            {
                return order;
            }
        }

        return (a.Length - i).CompareTo(b.Length - j);
    }

    private static string Run(string text, ref int at)
    {
        var from = at;
        var digits = char.IsAsciiDigit(text[at]);
        while (at < text.Length && char.IsAsciiDigit(text[at]) == digits)
        {
            at++;
        }

        return text[from..at];
    }

    private static int CompareNumbers(string first, string second)
    {
        var (a, b) = (first.TrimStart('0'), second.TrimStart('0'));
        var byLength = a.Length.CompareTo(b.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(a, b);
    }
}
