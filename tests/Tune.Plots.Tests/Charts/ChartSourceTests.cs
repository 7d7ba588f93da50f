using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

public sealed class ChartSourceTests
{
    private static readonly SearchSpace Space = new SearchSpace()
        .LogUniform("rate", 1e-4, 1e-1)
        .Integer("layers", 1, 4)
        .Choice("optimizer", "sgd", "adam")
        .When("optimizer", "sgd", branch => branch.Uniform("momentum", 0, 1))
        .Constant("epochs", 10)
        .Normal("shift", 0, 1);

    [Test]
    public void Read_EachDomain_BecomesItsAxis()
    {
        var data = Read(
            Trial(0, Sgd(0.01, 3, 0.25, -0.5), TrialStatus.Completed),
            Trial(1, Adam(0.1, 1, 1.5), TrialStatus.Completed));

        Assert.That(
            data.Parameters.Select(p => p.Name),
            Is.EqualTo(new[] { "rate", "layers", "optimizer", "momentum", "shift" }));
        Assert.That(data.Parameters[0], Has.Property("IsLog").True.And.Property("Lower").EqualTo(1e-4));
        Assert.That(data.Parameters[1].Domain.Cardinality, Is.EqualTo(4));
        Assert.That(data.Parameters[2].Options, Is.EqualTo(new[] { "sgd", "adam" }));
        Assert.That((data.Parameters[4].Lower, data.Parameters[4].Upper), Is.EqualTo((-0.5, 1.5)), "as seen");
    }

    [Test]
    public void Read_Values_AreOwnUnitsAndUnitCube()
    {
        var data = Read(
            Trial(0, Sgd(0.01, 3, 0.25, 0), TrialStatus.Completed), Trial(1, Adam(0.1, 1, 0), TrialStatus.Completed));

        Assert.That(data.Trials[0].Values, Is.EqualTo(new[] { 0.01, 3, 0, 0.25, 0 }));
        Assert.That(data.Trials[0].Unit, Is.EqualTo(new[] { 2 / 3.0, 0.625, 0.25, 0.25, 0.5 }).Within(1e-9));
        Assert.That(data.Trials[1].Values[3], Is.NaN, "inactive");
        Assert.That(data.Trials[1].Unit[3], Is.NaN);
    }

    [Test]
    public void Read_ATrialThatWasClonedOnItsWay_ShowsWhatItsBestValueIsFrom()
    {
        var view = View(Mode.Max, Trial(0, Adam(0.1, 1, 0), TrialStatus.Completed) with
        {
            Summary = Summary(0, Adam(0.1, 1, 0), TrialStatus.Completed) with { BestConfig = Adam(0.01, 1, 0) },
        });

        Assert.That(ChartSource.Read(view).Trials[0].Values[0], Is.EqualTo(0.01));
    }

    [Test]
    public void Read_MinimisedObjective_KeepsTheMetricsOwnSign()
    {
        var view = View(Mode.Min, Trial(0, Adam(0.1, 1, 0), TrialStatus.Completed) with
        {
            Summary = Summary(0, Adam(0.1, 1, 0), TrialStatus.Completed) with { BestScore = Score.Of(0.25, Mode.Min) },
        });

        Assert.That(ChartSource.Read(view).Best!.Value, Is.EqualTo(0.25));
    }

    [Test]
    public void Read_TrialWithoutUsableReport_HasNoValue() =>
        Assert.That(Read(Trial(0, Adam(0.1, 1, 0), TrialStatus.Errored, best: null)).Trials[0].Value, Is.NaN);

    // Only what keeps to the constraints is a value, also where the last report does not; what never did is refused.
    [Test]
    public void Read_UnderAConstraint_TellsWhatCountsFromWhatIsRefused()
    {
        var over = MetricSet.Of(("score", 0.9), ("size", 7));
        TrialView[] trials =
        [
            Trial(0, Adam(0.1, 1, 0), TrialStatus.Completed, best: 0.5), Trial(1, Adam(0.1, 1, 0),
                TrialStatus.Completed, best: null),
        ];
        var view = View(Mode.Max, [.. trials.Select(trial => trial with
        {
            Summary = trial.Summary with { LastMetrics = over },
        })]) with { Constraints = [new MetricConstraint("size") { AtMost = 5 }] };

        var data = ChartSource.Read(view);

        Assert.That(data.Best!.Number, Is.Zero);
        Assert.That(data.Trials.Select(trial => trial.Value), Is.EqualTo(new[] { 0.5, double.NaN }));
        Assert.That(data.Trials.Select(trial => trial.Refused), Is.EqualTo(new[] { double.NaN, 0.9 }));
        var history = new ExperimentPlots(() => data).History().GetSvg();
        Assert.That(history, Does.Contain("completed (1)").And.Contain("breaks a constraint (1)"));
    }

    [Test]
    public void CurveOf_RetryFromCheckpoint_ReplacesWhatItRepeats()
    {
        CurvePoint[] reported =
            [Point(1, 0.1, 1), Point(2, 0.2, 1), Point(3, 0.3, 1), Point(3, 0.35, 2), Point(4, 0.4, 2)];

        Assert.That(
            ChartSource.CurveOf(reported),
            Is.EqualTo(new ChartPoint[] { new(1, 0.1), new(2, 0.2), new(3, 0.35), new(4, 0.4) }));
    }

    [Test]
    public void Read_Runs_AreColouredByHowTheyEnded()
    {
        var data = Read(Trial(0, Adam(0.1, 1, 0), TrialStatus.Running) with
        {
            Attempts =
            [
                Run(1, 0, 10, new AttemptOutcome.Failed(FailureKind.Crash, "", ""), Decision.Continue.Instance),
                Run(2, 10, 20, AttemptOutcome.Obeyed.Instance, Decision.Pause.Instance),
                Run(3, 20, 30, AttemptOutcome.Obeyed.Instance, new Decision.Stop(StopReason.Culled, "")),
                Run(4, 30, 40, AttemptOutcome.Obeyed.Instance, new Decision.Stop(StopReason.BudgetUsed, "")),
                Run(5, 40, 50, new AttemptOutcome.Lost("gone"), Decision.Continue.Instance),
                Run(6, 50, null, null, Decision.Continue.Instance),
            ],
        });

        var runs = data.Trials[0].Attempts;
        Assert.That(
            runs.Select(run => run.Outcome),
            Is.EqualTo(new[]
            {
                ChartOutcome.Failed, ChartOutcome.Paused, ChartOutcome.Stopped, ChartOutcome.Completed,
                ChartOutcome.Lost, ChartOutcome.Running,
            }));
        Assert.That((runs[0].Start, runs[0].End, runs[0].Slot), Is.EqualTo((0.0, 10.0, "slot 1")));
        Assert.That(runs[5].End, Is.EqualTo(99), "a running attempt reaches to the last event");
    }

    [Test]
    public void Read_PausedAndCulledTrials_MarkTheRungs()
    {
        var paused = Trial(0, Adam(0.1, 1, 0), TrialStatus.Paused) with
        {
            Curve = [Point(1, 0.1, 1), Point(3, 0.2, 2)],
            Attempts =
            [
                Run(1, 0, 10, AttemptOutcome.Obeyed.Instance, Decision.Pause.Instance),
                Run(2, 10, 20, AttemptOutcome.Obeyed.Instance, new Decision.Stop(StopReason.Culled, "")),
            ],
        };
        var completed = Trial(1, Adam(0.1, 1, 0), TrialStatus.Completed) with { Curve = [Point(9, 0.5, 1)] };

        Assert.That(Read(paused, completed).Rungs, Is.EqualTo(new[] { 1, 3, 9 }));
        Assert.That(Read(completed).Rungs, Is.Empty, "nobody was judged");
    }

    [Test]
    public void Draw_FromAView_GivesEveryPicture(
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name)
    {
        TrialView[] trials =
        [
            .. Enumerable.Range(0, 30).Select(number =>
            {
                var config = Space.Sample(Engine.Randomness.KeyedRandom.For(1, "test/view", number));
                return Trial(number, config, TrialStatus.Completed, config.Real("rate")) with
                {
                    Curve = [Point(1, 0.1, 1), Point(2, config.Real("rate"), 1)],
                    Attempts =
                    [
                        Run(1, number, number + 1, AttemptOutcome.Completed.Instance, Decision.Continue.Instance),
                    ],
                };
            }),
        ];

        var figure = new ExperimentPlots(View(Mode.Max, trials)).Draw(name);

        Assert.That(figure.Missing is null, Is.EqualTo(
            name is not ("rungs" or "pareto" or "hypervolume" or "lineage" or "schedule")));
        Assert.That(figure.GetPng(), Is.Not.Empty);
    }

    private static Configuration Sgd(double rate, long layers, double momentum, double shift) => Configuration.Of(
        ("rate", rate), ("layers", layers), ("optimizer", "sgd"), ("momentum", momentum), ("epochs", 10),
        ("shift", shift));

    private static Configuration Adam(double rate, long layers, double shift) => Configuration.Of(
        ("rate", rate), ("layers", layers), ("optimizer", "adam"), ("epochs", 10), ("shift", shift));

    private static ChartData Read(params TrialView[] trials) => ChartSource.Read(View(Mode.Max, trials));

    private static ExperimentView View(Mode mode, params TrialView[] trials) =>
        new("test", new Objective("score", mode), Space, trials);

    private static TrialView Trial(int number, Configuration config, TrialStatus status, double? best = 0.5) =>
        new(
            Summary(number, config, status) with { BestScore = best is { } b ? Score.Of(b, Mode.Max) : Score.Worst },
            [], []);

    private static TrialSummary Summary(int number, Configuration config, TrialStatus status) => new()
    {
        Trial = new TrialId(number),
        Config = config,
        Status = status,
        Last = At(99),
    };

    private static CurvePoint Point(int iteration, double value, int attempt) =>
        new(iteration, value, 0, new Attempt(attempt));

    private static AttemptSummary Run(
        int attempt, double start, double? end, AttemptOutcome? outcome, Decision decision) =>
        new(
            new TrialId(0), new Attempt(attempt), Allocation.On("node", 1), At(start), end is { } e ? At(e) : null, 0,
            outcome, decision);

    private static Moment At(double seconds) => new(0, TimeSpan.FromSeconds(seconds).Ticks);
}
