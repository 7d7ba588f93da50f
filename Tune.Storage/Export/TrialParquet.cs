using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>Trials as a Parquet file. Counts are 64-bit integers, metrics nullable doubles; a parameter is a nullable
/// 64-bit integer, double, boolean or string, whichever holds all of its values.</summary>
internal static class TrialParquet
{
    private static readonly ValueKind[] s_fixed =
    [
        ValueKind.Integer, ValueKind.Text, ValueKind.Integer, ValueKind.Integer, ValueKind.Integer, ValueKind.Integer,
        ValueKind.Real, ValueKind.Integer, ValueKind.Real, ValueKind.Text,
    ];

    public static async Task<long> WriteAsync(
        TrialColumns layout, IAsyncEnumerable<TrialSummary> trials, Stream output, CancellationToken cancellation)
    {
        var headings = layout.Headings;
        var size = ParquetColumn.RowsOf(headings.Count);
        var kinds = s_fixed.Concat(layout.Metrics.Select(_ => ValueKind.Real))
            .Concat(layout.Parameters.Select(parameter => parameter.Kind));
        var columns = headings.Zip(kinds, (name, kind) => ParquetColumn.Of(kind, name, size)).ToList();
        return await ParquetColumn.WriteAsync(
            columns, trials, (trial, row) => Fill(columns, layout, trial, row), output, cancellation);
    }

    private static void Fill(List<ParquetColumn> columns, TrialColumns layout, TrialSummary trial, int row)
    {
        var at = 0;
        Number(trial.Trial.Number);
        Text(trial.Status.ToString());
        Number(trial.Attempts);
        Number(trial.Failures);
        Number(trial.Reports);
        Number(trial.Iteration);
        Real(layout.BestOf(trial));
        Number(trial.BestIteration);
        Real(trial.Used.TotalSeconds);
        Text(trial.Why);
        foreach (var name in layout.Metrics)
        {
            Real(trial.LastMetrics.TryGet(name, out var value) ? value : null);
        }

        foreach (var (name, _) in layout.Parameters)
        {
            if (trial.BestConfig.TryGet(name, out var value))
            {
                columns[at].Set(row, value);
            }

            at++;
        }

        void Number(long value) => ((ParquetNumbers<long>)columns[at++]).Values[row] = value;

        // A metric may be a number that no parameter is.
        void Real(double? value) => ((ParquetNumbers<double>)columns[at++]).Values[row] = value;

        void Text(string value) => columns[at++].Set(row, value);
    }
}
