using Parquet.Schema;
using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>Reports as a Parquet file. Metrics are nullable doubles; a parameter is a nullable 64-bit integer, double,
/// boolean or string, whichever holds all of its values; times are microseconds in UTC.</summary>
internal static class ParquetExport
{
    public static async Task<long> WriteAsync(ReportScan scan, Stream output, CancellationToken cancellation)
    {
        var headings = scan.Columns.Headings;
        var size = ParquetColumn.RowsOf(headings.Count);
        var columns = Columns(scan.Columns, size);
        return await ParquetColumn.WriteAsync(
            columns, scan.RowsAsync(), (row, at) => Fill(columns, scan.Columns, row, at), output, cancellation);
    }

    private static List<ParquetColumn> Columns(ReportColumns columns, int size)
    {
        var names = new Queue<string>(columns.Headings);
        var made = new List<ParquetColumn>();
        for (var i = 0; i < ReportColumns.Fixed.Count - 1; i++)
        {
            made.Add(new ParquetNumbers<long>(new DataField<long>(names.Dequeue()), size));
        }

        made.Add(new ParquetNumbers<DateTime>(
            new DateTimeDataField(names.Dequeue(), DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true), size));
        made.AddRange(columns.Metrics.Select(_ => ParquetColumn.Of(ValueKind.Real, names.Dequeue(), size)));
        made.AddRange(columns.Parameters.Select((_, i) => ParquetColumn.Of(columns.KindOf(i), names.Dequeue(), size)));
        return made;
    }

    private static void Fill(List<ParquetColumn> columns, ReportColumns layout, ReportRow row, int at)
    {
        var report = row.Report;
        ((ParquetNumbers<long>)columns[0]).Values[at] = report.Trial.Number;
        ((ParquetNumbers<long>)columns[1]).Values[at] = report.Attempt.Number;
        ((ParquetNumbers<long>)columns[2]).Values[at] = report.Sequence;
        ((ParquetNumbers<long>)columns[3]).Values[at] = report.Iteration;
        ((ParquetNumbers<DateTime>)columns[4]).Values[at] = report.At.Utc;
        var first = ReportColumns.Fixed.Count;
        var slots = layout.Slots(report.Metrics);
        for (var i = 0; i < slots.Length; i++)
        {
            ((ParquetNumbers<double>)columns[first + slots[i]]).Values[at] = report.Metrics[i].Value;
        }

        first += layout.Metrics.Count;
        for (var i = 0; i < layout.Parameters.Count; i++)
        {
            if (row.Config.Config.TryGet(layout.Parameters[i], out var value))
            {
                columns[first + i].Set(at, value);
            }
        }
    }
}
