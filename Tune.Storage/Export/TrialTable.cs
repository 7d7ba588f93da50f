using Tune.Engine.Results;

namespace Tune.Storage.Export;

/// <summary>
/// Trials as a table, a line each: <c>trial, status, attempts, failures, reports, iteration, best, best_iteration,
/// seconds, why</c>, then the last value of every metric any trial has reported, then every parameter of the space as
/// it was at the best report. A column whose name is taken gets its kind in front, as in <c>metric/seconds</c>.
/// </summary>
public static class TrialTable
{
    /// <summary>Writes the table as CSV. The trials are read twice: once for the names of their metrics.</summary>
    /// <param name="experiment">The experiment they belong to.</param>
    /// <param name="trials">Reads the trials in the order of the lines.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="cancellation">Stops half-way.</param>
    /// <returns>How many lines were written, the heading not counted.</returns>
    public static async Task<long> WriteAsync(
        ExperimentSummary experiment, Func<IAsyncEnumerable<TrialSummary>> trials, TextWriter output,
        CancellationToken cancellation = default) => await TrialText.WriteCsvAsync(
            await TrialColumns.OfAsync(experiment, trials(), cancellation), trials(), output, cancellation);

    /// <summary>Writes the table into a file, which is replaced when it is whole. The trials are read twice.</summary>
    /// <param name="format">Csv; Json, with the metrics and the configuration of a trial each as an object; or
    /// Parquet, where a parameter has the type that holds all of its values.</param>
    /// <param name="experiment">The experiment they belong to.</param>
    /// <param name="trials">Reads the trials in the order of the lines.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="cancellation">Stops half-way.</param>
    /// <returns>How many trials were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Trials cannot be had in that format.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static async Task<long> WriteFileAsync(
        ExportFormat format, ExperimentSummary experiment, Func<IAsyncEnumerable<TrialSummary>> trials, string path,
        CancellationToken cancellation = default)
    {
        if (format is not (ExportFormat.Csv or ExportFormat.Json or ExportFormat.Parquet))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "Trials can be had as Csv, Json or Parquet.");
        }

        long rows = 0;
        await ExportFile.WriteAsync(path, async file =>
        {
            var columns = await TrialColumns.OfAsync(experiment, trials(), cancellation);
            if (format == ExportFormat.Parquet)
            {
                rows = await TrialParquet.WriteAsync(columns, trials(), file, cancellation);
                return;
            }

            await using var text = new StreamWriter(file, bufferSize: 1 << 16, leaveOpen: true);
            rows = format == ExportFormat.Csv
                ? await TrialText.WriteCsvAsync(columns, trials(), text, cancellation)
                : await TrialText.WriteJsonAsync(columns, trials(), text, cancellation);
        });
        return rows;
    }
}
