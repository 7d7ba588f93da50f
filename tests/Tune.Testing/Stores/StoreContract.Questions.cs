using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Testing.Stores;

/// <remarks>What a viewer asks of tracking.</remarks>
public abstract partial class StoreContract
{
    private static IEnumerable<TrialOrder> Orders =>
    [
        TrialOrder.ByNumber, TrialOrder.ByBest, TrialOrder.ByIteration, TrialOrder.ByDuration,
        TrialOrder.ByMetric("acc"), TrialOrder.ByMetric("none"), TrialOrder.ByParameter("lr"),
        TrialOrder.ByParameter("act"), TrialOrder.ByParameter("hidden"),
    ];

    [Test]
    public async Task Trials_InAnyOrder_AreAsSortedByHandWithNothingLast([Values(3, 8)] int seed)
    {
        var history = new RandomHistory((ulong)seed, 500);
        await using var journal = await Fill("some", history.Batches);
        await Store.Tracking.CatchUpAsync("some");
        var all = await Store.Tracking.TrialsAsync("some", 0, 1000);
        foreach (var order in Orders)
        {
            foreach (var descending in (bool[])[false, true])
            {
                var page = await Store.Tracking.TrialsAsync(
                    "some", new TrialQuery { Order = order, Descending = descending, Take = 1000 });
                var known = all.Where(trial => Key(trial, order) is not null);
                var sorted = (descending
                        ? known.OrderByDescending(trial => Key(trial, order), Comparer<object?>.Create(Compare))
                        : known.OrderBy(trial => Key(trial, order), Comparer<object?>.Create(Compare)))
                    .Concat(all.Where(trial => Key(trial, order) is null));
                Assert.That(
                    page.Trials.Select(trial => trial.Trial), Is.EqualTo(sorted.Select(trial => trial.Trial)),
                    $"{order} {descending}");
                Assert.That(page.Total, Is.EqualTo(all.Count));
                Assert.That(page.Position, Is.EqualTo(history.Events.Count()));
            }
        }

        static int Compare(object? left, object? right) => left is string text
            ? string.CompareOrdinal(text, (string)right!) : ((double)left!).CompareTo((double)right!);
    }

    [Test]
    public async Task Trials_Filtered_ArePagedWithTheirTotal()
    {
        await using var journal = await Fill(
            "some",
            [
                Some.Beginning(trials: 30),
                .. Enumerable.Range(0, 30).Select(trial => Some.Report(trial, 1, ("acc", trial % 10))),
                [new ExperimentEvent.TrialEnded(Some.At(90_000), new(7), TrialStatus.Stopped, "enough")],
            ]);
        await Store.Tracking.CatchUpAsync("some");
        var good = new TrialQuery
        {
            Metrics = [new MetricBounds("acc", 7, 8)], Order = TrialOrder.ByMetric("acc"), Descending = true,
            Skip = 1, Take = 3,
        };
        var page = await Store.Tracking.TrialsAsync("some", good);
        var stopped = await Store.Tracking.TrialsAsync(
            "some", good with { Statuses = [TrialStatus.Stopped], Skip = 0 });
        var beyond = await Store.Tracking.TrialsAsync("some", good with { Skip = 100 });

        Assert.That(page.Total, Is.EqualTo(6));
        Assert.That(page.Trials.Select(trial => trial.Trial.Number), Is.EqualTo((int[])[18, 28, 7]));
        Assert.That(stopped.Trials.Single().Trial.Number, Is.EqualTo(7));
        Assert.That((beyond.Total, beyond.Trials.Count), Is.EqualTo((6, 0)));
    }

    [Test]
    public async Task Trials_ByParameters_MatchValuesAndBounds()
    {
        var history = new RandomHistory(4, 500);
        await using var journal = await Fill("some", history.Batches);
        await Store.Tracking.CatchUpAsync("some");
        var all = await Store.Tracking.TrialsAsync("some", 0, 1000);
        var found = await Store.Tracking.TrialsAsync("some", new TrialQuery
        {
            Parameters =
            [
                new ParameterMatch("act") { Values = ["tanh", "none"] },
                new ParameterMatch("hidden") { Least = 10, Most = 50 },
            ],
        });

        Assert.That(found.Trials.Select(trial => trial.Trial), Is.EqualTo(all.Where(trial =>
            trial.Config.Text("act") == "tanh" && trial.Config.Integer("hidden") is >= 10 and <= 50)
            .Select(trial => trial.Trial)));
        Assert.That(found.Trials, Is.Not.Empty);
        Assert.That(
            (await Store.Tracking.TrialsAsync(
                "some", new TrialQuery { Parameters = [new ParameterMatch("none")] })).Total, Is.Zero);
    }

    [Test]
    public async Task Curves_ManyInOneCall_AreThoseOfTheSingleOnesWithinTheRange()
    {
        await using var journal = await Fill("some", LongTrial(4_321));
        await Store.Tracking.CatchUpAsync("some");
        var page = await Store.Tracking.CurvesAsync("some", new CurveQuery
        {
            Trials = [new(0), new(9)], Metrics = ["acc", "rare", "none"], FromIteration = 1_001, ToIteration = 3_000,
        });
        var whole = await Store.Tracking.CurveAsync("some", new TrialId(0), "acc");

        Assert.That(page.Position, Is.EqualTo(journal.Count));
        Assert.That(
            page.Curves.Select(curve => (curve.Trial.Number, curve.Metric, curve.Points.Count)),
            Is.EqualTo(new[] { (0, "acc", 2_000), (0, "rare", 200), (0, "none", 0) }));
        Assert.That(page.Curves[0].Points, Is.EqualTo(whole.Skip(1_000).Take(2_000)));
    }

    [Test]
    public async Task Curves_OfARangeInShort_KeepItsPeaksAndItsEnd([Values(3, 50, 1_999)] int width)
    {
        await using var journal = await Fill("some", LongTrial(4_321));
        await Store.Tracking.CatchUpAsync("some");
        var query = new CurveQuery
        {
            Trials = [new(0)], Metrics = ["acc"], FromIteration = 1_001, ToIteration = 3_000,
        };
        var whole = (await Store.Tracking.CurvesAsync("some", query)).Curves[0].Points;
        var brief = (await Store.Tracking.CurvesAsync("some", query with { PointsMax = width })).Curves[0].Points;

        Assert.That(brief, Has.Count.LessThanOrEqualTo(width).And.Count.GreaterThanOrEqualTo(width / 3));
        Assert.That(brief[^1], Is.EqualTo(whole[^1]));
        Assert.That(brief.Max(point => point.Value), Is.EqualTo(whole.Max(point => point.Value)));
    }

    [Test]
    public async Task Curves_OfATrialThatWentBack_LeaveOutWhatNoLongerStandsUnlessAsked(
        [Values(3, 5, int.MaxValue)] int width)
    {
        var kept = new CheckpointRef(new string('a', 64), 1, 4);
        await using (await Fill(
            "some",
            [
                Some.Beginning(),
                .. Enumerable.Range(1, 4).Select(iteration => Some.Report(0, iteration, ("acc", iteration / 10.0))),
                [new ExperimentEvent.CheckpointSaved(Some.At(50_000), new(0), new(1), kept)],
                .. Enumerable.Range(5, 3).Select(iteration => Some.Report(0, iteration, ("acc", 0.9))),
                [
                    new ExperimentEvent.AttemptEnded(
                        Some.At(90_000), new(0), new(1), new AttemptOutcome.Lost("gone"), Parked: false),
                    new ExperimentEvent.AttemptStarted(Some.At(90_001), new(0), new(2), Allocation.On("node", 0), kept),
                    Some.Reported(0, 6, ("acc", 0.55)) with { Attempt = new(2), Sequence = 1 },
                ],
            ]))
        {
        }

        await Reopen();
        await Store.Tracking.CatchUpAsync("some");
        var query = new CurveQuery { Trials = [new(0)], Metrics = ["acc"], PointsMax = width };
        var stands = (await Store.Tracking.CurvesAsync("some", query)).Curves[0].Points;
        var all = (await Store.Tracking.CurvesAsync("some", query with { RolledBack = true })).Curves[0].Points;
        var runs = (await Store.Tracking.AttemptsAsync("some", 0, 1)).Attempts;
        var trial = (await Store.Tracking.TrialsAsync("some", 0, 1))[0];

        Assert.That(stands.Max(point => point.Value), Is.EqualTo(0.55));
        Assert.That(all.Max(point => point.Value), Is.EqualTo(0.9));
        Assert.That((stands.Count, all.Count), width < 8 ? Is.Not.EqualTo((0, 0)) : Is.EqualTo((5, 8)));
        Assert.That(runs.Select(run => run.StandsTo), Is.EqualTo((int[])[4, int.MaxValue]));
        Assert.That(
            (trial.BestScore.Value, trial.BestIteration, trial.Iteration), Is.EqualTo((0.55, 6, 6)));
        Assert.That((await Store.Tracking.FindAsync("some"))!.Best!.Value, Is.EqualTo(0.55));
    }

    [Test]
    public async Task Glances_ArePagedAndSayWhereEachStands()
    {
        foreach (var name in (string[])["c", "a", "b"])
        {
            await using var journal = await Fill(name, [Some.Beginning(name), Some.Report(0, 1, ("acc", 0.5))]);
            await Store.Tracking.CatchUpAsync(name);
        }

        var page = await Store.Tracking.GlancesAsync(1, 5);

        Assert.That(page.Total, Is.EqualTo(3));
        Assert.That(page.Experiments.Select(one => one.Name), Is.EqualTo((string[])["b", "c"]));
        Assert.That(
            page.Experiments.Select(one => (
                one.Position, one.Count(TrialStatus.Running), one.BestTrial, one.BestValue, one.IsOpen)),
            Is.All.EqualTo((Some.Beginning().Count + 2L, 1, (TrialId?)new TrialId(0), 0.5, true)));
    }

    [Test]
    public async Task Glance_OfOneExperiment_IsTheOneOfTheList()
    {
        await using (var journal = await Fill("a", [Some.Beginning("a"), Some.Report(0, 1, ("acc", 0.5))]))
        {
            await Store.Tracking.CatchUpAsync("a");
        }

        var glance = await Store.Tracking.GlanceAsync("a");

        Assert.That(
            (glance!.Name, glance.BestValue, glance.Position),
            Is.EqualTo(("a", 0.5, Some.Beginning().Count + 2L)));
        Assert.That(await Store.Tracking.GlanceAsync("none"), Is.Null);
    }

    [Test]
    public async Task Trials_ByTheirNumbers_AreTheseAndNoOthers()
    {
        await using var journal = await Fill("some", [Some.Beginning("some", 5)]);
        await Store.Tracking.CatchUpAsync("some");

        var page = await Store.Tracking.TrialsAsync(
            "some", new TrialQuery { Trials = [new(3), new(0), new(3), new(9), new(-1)] });

        Assert.That(page.Total, Is.EqualTo(2));
        Assert.That(page.Trials.Select(trial => trial.Trial.Number), Is.EqualTo((int[])[0, 3]));
    }

    [Test]
    public void Questions_WithoutSense_AreRefusedByName()
    {
        var tracking = Store.Tracking;
        Assert.That(
            async () => await tracking.TrialsAsync("x", new TrialQuery { Order = TrialOrder.ByMetric("") }),
            Throws.ArgumentException.With.Message.Contains("Name"));
        Assert.That(
            async () => await tracking.TrialsAsync("x", new TrialQuery { Metrics = [new("acc", double.NaN)] }),
            Throws.ArgumentException.With.Message.Contains("bound"));
        Assert.That(
            async () => await tracking.CurvesAsync("x", new CurveQuery
            {
                Trials = [new(0)], Metrics = ["acc"], FromIteration = 2, ToIteration = 1,
            }),
            Throws.ArgumentException.With.Message.Contains("FromIteration"));
        Assert.That(
            async () => await tracking.CurvesAsync("x", new CurveQuery { Trials = [], Metrics = ["acc"] }),
            Throws.ArgumentException.With.Message.Contains("Trials"));
        Assert.That(async () => await tracking.GlancesAsync(0, 10_001), Throws.InstanceOf<ArgumentException>());
    }

    private static object? Key(TrialSummary trial, TrialOrder order) => order.Kind switch
    {
        TrialOrderKind.Best => trial.BestScore.IsWorst ? null : trial.BestScore.Value,
        TrialOrderKind.Metric =>
            trial.LastMetrics.TryGet(order.Name, out var value) && !double.IsNaN(value) ? value : null,
        TrialOrderKind.Parameter => trial.Config.TryGet(order.Name, out var value)
            ? value.Kind == ValueKind.Text ? value.AsText() : value.AsReal() : null,
        TrialOrderKind.Iteration => (double)trial.Iteration,
        TrialOrderKind.Duration => trial.Used.TotalSeconds,
        _ => (double)trial.Trial.Number,
    };
}
