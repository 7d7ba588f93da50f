using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Storage.Export;

/// <summary>
/// Writes an experiment's history for other programs, also while it runs elsewhere: what had reached the disk when the
/// writing began, in journal order. Memory does not grow with the number of reports: the journal is read twice, once
/// for the columns and once for the rows.
/// </summary>
/// <remarks>
/// <para>Reports: the columns <c>trial, attempt, sequence, iteration, time_utc</c>, then the metrics in the order of
/// their first appearance, then the parameters in the order of the space. Parameters are those the trial had at the
/// time of the report; a clone changes them. A metric named like a fixed column is headed <c>metrics/NAME</c>; a
/// parameter named like a fixed column or a metric is headed <c>config/NAME</c>.</para>
/// <para>CSV: UTF-8 without a mark, lines end in a line feed, numbers in the invariant culture and in the shortest
/// form that reads back as the same double, with <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>; times in ISO 8601
/// with 7 decimals and <c>Z</c>. A value that is absent is an empty cell, an empty text is <c>""</c>. So that no
/// spreadsheet takes a text for a formula, a text (a heading too) that begins with <c>= + - @</c>, also of full width,
/// a tab, a carriage return or a line feed and is not a number gets an apostrophe in front; so does one that has only
/// apostrophes before such a character, which makes taking one apostrophe away exact.</para>
/// </remarks>
public sealed class ExperimentExport
{
    private readonly Func<CancellationToken, IAsyncEnumerable<ExperimentEvent>> _events;
    private readonly string _experiment;

    /// <summary>The export of one experiment of a store.</summary>
    /// <param name="store">Must stay open while something is written.</param>
    /// <param name="experiment">Its name; of a name that the store does not know only headings are written.</param>
    public ExperimentExport(ITuneReader store, string experiment)
        : this(cancellation => store.ReadJournalAsync(experiment, 0, cancellation), experiment)
    {
    }

    /// <summary>Whether reports are written too that no longer stand, because their trial has gone on from an earlier
    /// checkpoint; default false.</summary>
    public bool RolledBack { get; init; }

    internal ExperimentExport(
        Func<CancellationToken, IAsyncEnumerable<ExperimentEvent>> events, string experiment = "") =>
        (_events, _experiment) = (events, experiment);

    /// <summary>Writes a format made of text.</summary>
    /// <param name="format">Any but <see cref="ExportFormat.Parquet"/>, which is not text.</param>
    /// <param name="output">Where to; it is flushed, not closed.</param>
    /// <param name="cancellation">Ends the writing early.</param>
    /// <returns>How many rows were written, without the header.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The format is not text.</exception>
    /// <exception cref="StorageException">The journal is damaged.</exception>
    public async Task<long> WriteAsync(
        ExportFormat format, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var rows = await (format switch
        {
            ExportFormat.Csv => CsvExport.WriteAsync(await ScanAsync(cancellation), output),
            ExportFormat.Json => JsonExport.WriteAsync(await ScanAsync(cancellation), output),
            ExportFormat.Decisions => DecisionExport.WriteAsync(_events(cancellation), output),
            ExportFormat.Configurations => ConfigurationExport.WriteAsync(_events(cancellation), output),
            _ => throw new ArgumentOutOfRangeException(
                nameof(format), format, "Parquet is not text; write it to a file."),
        });
        await output.FlushAsync(cancellation);
        return rows;
    }

    /// <summary>Writes a file in any format. It appears under its name when it is whole, replacing what was
    /// there.</summary>
    /// <returns>How many rows were written, without the header.</returns>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    /// <exception cref="StorageException">The journal is damaged.</exception>
    public async Task<long> WriteFileAsync(
        ExportFormat format, string path, CancellationToken cancellation = default)
    {
        long rows = 0;
        await ExportFile.WriteAsync(path, async file =>
        {
            if (format == ExportFormat.Parquet)
            {
                rows = await ParquetExport.WriteAsync(await ScanAsync(cancellation), file, cancellation);
                return;
            }

            await using var text = new StreamWriter(file, bufferSize: 1 << 16, leaveOpen: true);
            rows = await WriteAsync(format, text, cancellation);
        });
        return rows;
    }

    /// <summary>
    /// Writes a folder that TensorBoard opens: for each trial a folder <c>trial-00007</c> with one event file. Each
    /// metric is a scalar over the iterations, in single precision, with the time of its report; the hparams tab has
    /// the configuration the trial had last, when it began, and how and when it ended.
    /// </summary>
    /// <param name="folder">Empty or not there yet; it appears when it is whole.</param>
    /// <param name="cancellation">Ends the writing early.</param>
    /// <returns>How many reports were written.</returns>
    /// <exception cref="IOException">The folder is not empty or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There are more than 100,000 trials.</exception>
    /// <exception cref="StorageException">The journal is damaged.</exception>
    public async Task<long> WriteTensorBoardAsync(string folder, CancellationToken cancellation = default) =>
        await TensorBoardExport.WriteAsync(await ScanAsync(cancellation), _experiment, folder);

    private Task<ReportScan> ScanAsync(CancellationToken cancellation) =>
        ReportScan.OverAsync(() => _events(cancellation), RolledBack);
}
