using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Files;
using Tune.Hosting.Results.Reports;
using Tune.Plots.Charts;

namespace Tune.Hosting.Results;

// A page for those who have neither the store nor the program.
public sealed partial class ResultGrid
{
    /// <summary>
    /// Writes the experiment as one HTML page that opens without a network and has no script: where it stands, the best
    /// configuration as C#, pictures, the best 500 trials, what was decided, the setup and the programs that ran it.
    /// Light or dark, as the reader's system asks.
    /// </summary>
    /// <param name="output">Where to; it is flushed, not closed.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WriteReportAsync(TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var view = await GridView.LoadAsync(_store, Experiment, _trials, cancellation);
        var decisions = await ReportDecisions.OfAsync(
            _store.ReadJournalAsync(Experiment.Name, cancellation: cancellation));
        var page = await _store.Tracking.TrialsAsync(
            Experiment.Name,
            new TrialQuery
            {
                Order = TrialOrder.ByBest, Descending = Experiment.Spec.Objective.Mode == Mode.Max,
                Take = ExperimentReport.TrialsMax,
            },
            cancellation);
        var counts = new Dictionary<TrialStatus, int>();
        await foreach (var result in this.WithCancellation(cancellation))
        {
            counts[result.Status] = counts.GetValueOrDefault(result.Status) + 1;
        }

        var report = new ExperimentReport(Experiment, BestOrNull, output);
        report.Begin();
        report.Facts(counts);
        report.Best();
        report.Pictures((theme, name) => new ExperimentPlots(view, theme).Draw(name));
        report.Trials(page.Trials);
        report.Decisions(decisions);
        report.Setup();
        report.Environment();
        report.End();
        await output.FlushAsync(cancellation);
    }

    /// <summary>The same as a file, which is replaced when the page is whole.</summary>
    /// <inheritdoc cref="WriteReportAsync" />
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task SaveReportAsync(string path, CancellationToken cancellation = default)
    {
        using var bytes = new MemoryStream();
        await using (var text = new StreamWriter(bytes, leaveOpen: true))
        {
            await WriteReportAsync(text, cancellation);
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        PlainFile.Write(path, bytes.ToArray());
    }
}
