using System.Diagnostics;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.LiteDb;

/// <summary>Questions for an experiment of 10,000 trials, answered from the file.</summary>
internal sealed class ManyTrialsTests
{
    private const int Trials = 10_000;
    private const int Reports = 12;

    // Generous: a machine that is busy with other things must not make it fail. What it takes is in the output.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task Questions_ForTenThousandTrials_AreAnsweredInTimeAndRoom()
    {
        using var folder = new TempFolder();
        await using (var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options))
        {
            await using var journal = await store.OpenJournalAsync("some");
            foreach (var batch in History().Chunk(20_000))
            {
                await journal.AppendAsync(journal.Count, batch);
            }

            await store.Tracking.CatchUpAsync("some");
        }

        await using var opened = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);
        var tracking = opened.Tracking;
        await tracking.CatchUpAsync("some");
        var ordered = await TimeAsync("ordered by a metric, 50 of 10,000", async () => await tracking.TrialsAsync(
            "some", new TrialQuery { Order = TrialOrder.ByMetric("acc"), Descending = true, Take = 50 }));
        var filtered = await TimeAsync("filtered and ordered", async () => await tracking.TrialsAsync(
            "some", new TrialQuery
            {
                Metrics = [new MetricBounds("acc", 0.5)], Order = TrialOrder.ByParameter("lr"), Skip = 1_000, Take = 50,
            }));
        var page = await TimeAsync("a page by number", async () => await tracking.TrialsAsync(
            "some", new TrialQuery { Skip = 5_000, Take = 50 }));
        var curves = await TimeAsync("50 curves", async () => await tracking.CurvesAsync("some", new CurveQuery
        {
            Trials = [.. ordered.Trials.Select(trial => trial.Trial)], Metrics = ["acc"], PointsMax = 100,
        }));
        var glances = await TimeAsync("experiments at a glance", async () => await tracking.GlancesAsync(0, 100));

        Assert.That((ordered.Total, ordered.Trials.Count), Is.EqualTo((Trials, 50)));
        Assert.That(
            ordered.Trials.Select(trial => trial.BestScore.Value), Is.EqualTo(
                Enumerable.Range(0, Trials).Select(Value).OrderDescending().Take(50)).Within(1e-9));
        Assert.That((filtered.Total, filtered.Trials.Count), Is.EqualTo((Trials / 2, 50)));
        Assert.That(page.Trials[0].Trial.Number, Is.EqualTo(5_000));
        Assert.That(curves.Curves.Select(curve => curve.Points.Count), Is.All.EqualTo(Reports));
        Assert.That(glances.Experiments.Single().Count(TrialStatus.Running), Is.EqualTo(Trials));
    }

    private static async Task<T> TimeAsync<T>(string what, Func<Task<T>> ask)
    {
        var (before, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        var answer = await ask();
        await TestContext.Out.WriteLineAsync(
            $"{what}: {watch.ElapsedMilliseconds} ms, {(GC.GetTotalAllocatedBytes() - before) >> 20} MiB allocated");
        Assert.That(watch.Elapsed, Is.LessThan(s_patience), what);
        return answer;
    }

    private static IEnumerable<ExperimentEvent> History()
    {
        foreach (var fact in Some.Beginning(trials: Trials))
        {
            yield return fact;
        }

        for (var iteration = 1; iteration <= Reports; iteration++)
        {
            for (var trial = 0; trial < Trials; trial++)
            {
                var value = Value(trial) * iteration / Reports;
                foreach (var fact in Some.Report(trial, iteration, ("acc", value), ("loss", -value)))
                {
                    yield return fact;
                }
            }
        }
    }

    // Each once, from 0 to 1.
    private static double Value(int trial) => trial * 7919L % Trials / (double)Trials;
}
