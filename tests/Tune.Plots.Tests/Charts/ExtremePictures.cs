using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

/// <summary>Every picture of experiments whose numbers lie where arithmetic ends.</summary>
internal sealed class ExtremePictures
{
    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 1.0000000000000002, 1e-320, double.Epsilon, -1e-300, 1e99, 1e100, 1e101, -1e101, 1e200, 1e308,
        double.MaxValue, -double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly SearchSpace[] Spaces =
    [
        new SearchSpace().Uniform("all", -double.MaxValue, double.MaxValue)
            .LogUniform("wide", 1e-300, 1e300).Integer("whole", -400_000_000_000_000, 400_000_000_000_000),
        new SearchSpace().Uniform("tiny", 0, 1e-310).Uniform("narrow", 1e300, 1.0000000000001e300)
            .LogInteger("long", 1, 1_000_000_000_000).Choice("kind", "a", "b"),
        new SearchSpace().Normal("shift", 1e200, 1e199).Uniform("plain", 0, 1),
        new SearchSpace().Uniform("only", -1, 1),
        new SearchSpace().Choice("c", [.. Enumerable.Range(0, 40).Select(i => (ParameterValue)$"{i}")])
            .Integer("few", -3, 3).Integer("far", int.MinValue, int.MaxValue),
    ];

    [Test]
    public void Draw_AnyNumbers_GivesEveryPicture() => Gen.ULong.Sample(
        seed =>
        {
            var view = View(seed);
            var plots = new ExperimentPlots(view, seed % 2 == 0 ? PlotTheme.Light : PlotTheme.Dark);
            foreach (var name in ExperimentPlots.Names)
            {
                var figure = plots.Draw(name);
                Assert.That(figure.GetPng(400, 300), Is.Not.Empty, name);
                Assert.That(figure.GetSvg(400, 300), Does.Not.Contain("NaN").And.Not.Contain("inf\""), name);
            }
        },
        iter: 30, threads: 1);

    [TestCase(double.MaxValue)]
    [TestCase(1e-320)]
    [TestCase(-1e308)]
    public void Draw_AValueBeyondWhatIsDrawn_SaysSo(double value)
    {
        var figure = new ExperimentPlots(Of(Spaces[3], [value, 1, 2, value, 3], Mode.Max, 1, [0.5])).History();
        Assert.That(figure.Subtitle, Does.Contain("2 trials with values beyond 1e-100 to 1e100, drawn at the limit"));
    }

    [Test]
    public void Draw_OrdinaryNumbers_SaysNothingOfTheKind()
    {
        var figure = new ExperimentPlots(Of(Spaces[3], [0, 1e-99, -1e99, 5], Mode.Max, 1, [0.5])).History();
        Assert.That(figure.Subtitle, Does.Not.Contain("limit"));
    }

    private static ExperimentView View(ulong seed)
    {
        var random = KeyedRandom.For(seed, "test/extreme", 0);
        var count = random.NextInt(4) switch { 0 => 0, 1 => 1, 2 => 6, _ => 24 };
        var isConstant = random.NextInt(4) == 0;
        var pool = random.NextInt(3) == 0 ? Numbers[..8] : Numbers;
        var constant = pool[random.NextInt(pool.Length)];
        double[] values =
        [
            .. Enumerable.Range(0, count).Select(_ => isConstant ? constant
                : random.NextInt(3) == 0 ? random.NextNormal() : pool[random.NextInt(pool.Length)]),
        ];
        return Of(Spaces[random.NextInt(Spaces.Length)], values, random.NextInt(2) == 0 ? Mode.Max : Mode.Min, seed,
            Numbers);
    }

    private static ExperimentView Of(SearchSpace space, double[] values, Mode mode, ulong seed, double[] others)
    {
        var objective = new Objective("score", mode);
        return new ExperimentView(
            "extreme", objective, space,
            [.. values.Select((value, number) => Trial(space, number, value, objective, seed, others))])
        {
            Objectives = seed % 3 == 0 ? [objective] : [objective, new Objective("size", Mode.Min)],
        };
    }

    private static TrialView Trial(
        SearchSpace space, int number, double value, Objective objective, ulong seed, double[] others)
    {
        var random = KeyedRandom.For(seed, "test/extreme", 1 + number);
        var config = space.Sample(random);
        var other = others[random.NextInt(others.Length)];
        var at = new Moment(0, random.NextInt(3) == 0 ? 0 : long.MaxValue / 4 * random.NextInt(3));
        var summary = new TrialSummary
        {
            Trial = new TrialId(number),
            Config = config,
            Status = (TrialStatus)random.NextInt(Enum.GetValues<TrialStatus>().Length),
            Last = at,
            BestScore = objective.ScoreOf(MetricSet.Of(("score", value))),
            LastMetrics = MetricSet.Of(("score", value), ("size", other)),
        };
        return new TrialView(
            summary,
            [
                new CurvePoint(1, value, 0, new Attempt(1)),
                new CurvePoint(int.MaxValue, other, 0, new Attempt(1)),
            ],
            [
                new AttemptSummary(
                    new TrialId(number), new Attempt(1), Allocation.On("node", 0), new Moment(0, 0), at, 0,
                    AttemptOutcome.Obeyed.Instance,
                    number % 2 == 0 ? Decision.Pause.Instance : new Decision.Stop(StopReason.Culled, "")),
            ]);
    }
}
