namespace Tune.Cli.Reading;

internal static class TextTable
{
    /// <summary>Lines of left-aligned columns, two blanks apart; the last column is not padded.</summary>
    public static IEnumerable<string> Lines(string[] heading, IEnumerable<string[]> rows)
    {
        string[][] all = [heading, .. rows];
        var widths = heading.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row => string.Join("  ", row.Select((cell, column) =>
            column == row.Length - 1 ? cell : cell.PadRight(widths[column]))).TrimEnd());
    }
}
