using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>Reports as CSV; the form is told at <see cref="ExperimentExport"/>.</summary>
internal static class CsvExport
{
    public static async Task<long> WriteAsync(ReportScan scan, TextWriter output)
    {
        var csv = new CsvText(output);
        foreach (var heading in scan.Columns.Headings)
        {
            csv.Text(heading);
        }

        csv.EndLine();
        var metrics = new double?[scan.Columns.Metrics.Count];
        long rows = 0;
        await foreach (var row in scan.RowsAsync())
        {
            WriteRow(csv, scan.Columns, row, metrics);
            rows++;
        }

        csv.Flush();
        return rows;
    }

    private static void WriteRow(CsvText csv, ReportColumns columns, ReportRow row, double?[] metrics)
    {
        var report = row.Report;
        csv.Number(report.Trial.Number);
        csv.Number(report.Attempt.Number);
        csv.Number(report.Sequence);
        csv.Number(report.Iteration);
        csv.Time(report.At);
        Array.Clear(metrics);
        var slots = columns.Slots(report.Metrics);
        for (var i = 0; i < slots.Length; i++)
        {
            metrics[slots[i]] = report.Metrics[i].Value;
        }

        foreach (var metric in metrics)
        {
            if (metric is { } value)
            {
                csv.Number(value);
            }
            else
            {
                csv.Absent();
            }
        }

        if (columns.Parameters.Count > 0)
        {
            csv.Raw(row.Config.Cells ??= Cells(columns, row.Config.Config));
        }

        csv.EndLine();
    }

    private static string Cells(ReportColumns columns, Configuration config) =>
        string.Join(',', columns.Parameters.Select(name => config.TryGet(name, out var value) ? Cell(value) : ""));

    private static string Cell(ParameterValue value) =>
        value.Kind == ValueKind.Text ? CsvText.Quoted(value.AsText()) : value.ToString();
}
