namespace Tune.Hosting.Results.Reports;

/// <summary>Writes a table: headings, and rows of cells.</summary>
internal static class ReportTable
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="headings">Texts; one that begins with # heads numbers.</param>
    /// <param name="rows">The cells of each row as texts, and whether the row is the best.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<string> headings, IEnumerable<(bool IsBest, IEnumerable<string> Cells)> rows)
    {
        output.Write("<div class=\"box\"><table><thead><tr>");
        foreach (var heading in headings)
        {
            output.Write(IsNumber(heading)
                ? $"<th class=\"n\" scope=\"col\">{ReportText.Html(heading[1..])}</th>"
                : $"<th scope=\"col\">{ReportText.Html(heading)}</th>");
        }

        output.WriteLine("</tr></thead><tbody>");
        foreach (var (isBest, cells) in rows)
        {
            output.Write(isBest ? "<tr class=\"best\">" : "<tr>");
            foreach (var (heading, cell) in headings.Zip(cells))
            {
                output.Write($"<td class=\"{(IsNumber(heading) ? "n" : "cut")}\">{ReportText.Html(cell)}</td>");
            }

            output.WriteLine("</tr>");
        }

        output.WriteLine("</tbody></table></div>");
    }

    /// <summary>The same with no best row.</summary>
    public static void Write(
        TextWriter output, IReadOnlyList<string> headings, IEnumerable<IEnumerable<string>> rows) =>
        Write(output, headings, rows.Select(cells => (false, cells)));

    private static bool IsNumber(string heading) => heading.StartsWith('#');
}
