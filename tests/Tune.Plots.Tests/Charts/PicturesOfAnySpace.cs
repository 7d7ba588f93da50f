using ScottPlot;
using ScottPlot.Plottables;
using Tune.Engine.Analysis;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

/// <summary>Every picture of spaces and metrics as people have them: null among the choices, truth values, ranges of
/// one value, nested metrics, branches, and a thousand parameters.</summary>
internal sealed class PicturesOfAnySpace
{
    private static readonly SearchSpace s_mixed = new SearchSpace()
        .LogUniform("model/rate", 1e-4, 1e-1)
        .Choice("depth", 16, 32, null).Ordinal("clip", 0.5, 1.0, null)
        .Choice("bias", true, false).Choice("none", ParameterValue.Null, "a")
        .Integer("same", 3, 3).Uniform("fixed", 0.5, 0.5).Constant("epochs", 10)
        .Choice("optimizer", "sgd", "adam")
        .When("optimizer", "sgd", branch => branch.Uniform("momentum", 0, 1));

    private static readonly SearchSpace s_onlyTruth = new SearchSpace().Choice("flag", true, false);

    private static readonly SearchSpace s_nothingVaries =
        new SearchSpace().Integer("same", 3, 3).Constant("epochs", 10);

    private static readonly SearchSpace s_thousand = Enumerable.Range(0, 1000).Aggregate(
        new SearchSpace(), (space, i) => i % 3 == 0
            ? space.Choice($"layer{i}/kind", "a", "b", null) : space.Uniform($"layer{i}/width", 0, 1));

    private static readonly Dictionary<string, ExperimentView> s_views = new()
    {
        ["mixed"] = View(s_mixed, trials: 60, several: false),
        ["mixed-objectives"] = View(s_mixed, trials: 60, several: true),
        ["truth"] = View(s_onlyTruth, trials: 20, several: true),
        ["constants"] = View(s_nothingVaries, trials: 8, several: true),
        ["thousand"] = View(s_thousand, trials: 80, several: false),
        ["largest"] = View(s_mixed, trials: 40, several: true, scale: double.MaxValue),
        ["smallest"] = View(s_mixed, trials: 40, several: true, scale: double.Epsilon),
    };

    private static IEnumerable<string> Views => s_views.Keys;

    // TUNE_PLOTS_OUT=folder keeps the pictures, to look at them.
    [Test]
    public void Draw_AnySpace_GivesEveryPicture(
        [ValueSource(nameof(Views))] string view,
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name)
    {
        var figure = new ExperimentPlots(s_views[view]).Draw(name);
        if (Environment.GetEnvironmentVariable("TUNE_PLOTS_OUT") is { Length: > 0 } folder)
        {
            figure.SavePng(Path.Combine(folder, $"{view}-{name}.png"));
        }

        Assert.That(figure.GetPng(), Is.Not.Empty);
        Assert.That(figure.GetSvg(), Does.Not.Contain("NaN").And.Not.Contain("inf\""));
        Assert.That(figure.Width, Is.LessThanOrEqualTo(6000));
        Assert.That(figure.Height, Is.LessThanOrEqualTo(6000));
        if (view is "mixed" or "mixed-objectives" or "largest")
        {
            Assert.That(figure.Missing, Is.Null.Or.Contain("two or more objectives"));
        }
    }

    // What is the same everywhere has no axis; null and truth are options like others.
    [Test]
    public void Axes_OfAMixedSpace_AreOfWhatVariesWithEveryOption()
    {
        var data = ChartSource.Read(s_views["mixed"]);

        Assert.That(data.Parameters.Select(parameter => parameter.Name), Is.EqualTo(new[]
        {
            "model/rate", "depth", "clip", "bias", "none", "optimizer", "momentum",
        }));
        Assert.That(data.Parameters[1].Options, Is.EqualTo(new[] { "16", "32", "null" }));
        Assert.That(data.Parameters[3].Options, Is.EquivalentTo(new[] { "true", "false" }));
        foreach (var option in new[] { 0, 1, 2 })
        {
            Assert.That(data.Trials.Select(trial => trial.Values[1]), Has.Some.EqualTo(option));
        }
    }

    // Of a thousand those are drawn that matter, in their order.
    [TestCase("parallel-coordinates", 30)]
    [TestCase("slice", 48)]
    public void Draw_AThousandParameters_ShowsTheMostImportant(string name, int shown)
    {
        var plots = new ExperimentPlots(s_views["thousand"]);
        var data = ChartSource.Read(s_views["thousand"]);
        var report = ImportanceAnalysis.Of(data.Evidence)!;
        var (capped, note) = data.Capped(shown, report);

        Assert.That(
            capped.Parameters.Select(parameter => parameter.Name),
            Is.EquivalentTo(report.Parameters.Take(shown).Select(one => one.Name)));
        Assert.That(
            capped.Parameters.Select(parameter => data.Parameters.ToList().IndexOf(parameter)), Is.Ordered);
        var axis = data.Parameters.ToList().IndexOf(capped.Parameters[^1]);
        Assert.That(capped.Trials[7].Values[^1], Is.EqualTo(data.Trials[7].Values[axis]));
        Assert.That(plots.Draw(name).Subtitle, Does.Contain(note).And.Contain($"{1000 - shown} less important"));
        Assert.That(plots.Draw(name).GetSvg(), Does.Contain(report.Parameters[0].Name));
        Assert.That(plots.Importance().Subtitle, Does.Contain("too few trials for so many parameters"));
        Assert.That(plots.Schedule().Subtitle, Does.Contain("988 more parameters not shown"));
    }

    // Near the ends of double nothing is drawn out of sight.
    [Test]
    public void Draw_TheLargestNumbers_LiesWithinTheAxes()
    {
        foreach (var view in new[] { "largest", "smallest" })
        {
            var plots = new ExperimentPlots(s_views[view]);
            Figure[] figures = [plots.LearningCurves(), plots.History(), plots.Distribution(), plots.Pareto()];
            foreach (var figure in figures)
            {
                foreach (var plot in figure.Plots)
                {
                    var limits = plot.Axes.GetLimits();
                    Assert.That(
                        plot.GetPlottables<Markers>().SelectMany(marks => marks.Data.GetScatterPoints())
                            .All(point => limits.Contains(point.X, point.Y)), $"{view} {figure.Title}");
                }
            }
        }
    }

    private static ExperimentView View(SearchSpace space, int trials, bool several, double scale = 1)
    {
        var objective = new Objective("valid/loss", Mode.Min);
        return new ExperimentView(
            "any-space", objective, space,
            [.. Enumerable.Range(0, trials).Select(number => Trial(space, number, objective, scale))])
        {
            Objectives = several ? [objective, new Objective("model/size", Mode.Min)] : [objective],
        };
    }

    private static TrialView Trial(SearchSpace space, int number, Objective objective, double scale)
    {
        var random = KeyedRandom.For(5, "test/any-space", number);
        var config = space.Sample(random);
        var unit = space.ToUnit(config);
        var goal = unit.Where(double.IsFinite).Take(3).DefaultIfEmpty(0.5).Average();
        var isCulled = number % 3 == 0;
        CurvePoint[] curve =
        [
            .. Enumerable.Range(1, isCulled ? 3 : 9).Select(iteration => new CurvePoint(
                iteration, Scaled(goal + (1.0 / iteration) - 0.7 + (0.02 * random.NextNormal()), scale), 0,
                new Attempt(1))),
        ];
        var best = curve.MinBy(point => point.Value);
        return new TrialView(
            new TrialSummary
            {
                Trial = new TrialId(number), Config = config, Iteration = curve[^1].Iteration,
                Status = isCulled ? TrialStatus.Stopped : TrialStatus.Completed,
                BestScore = Score.Of(best.Value, objective.Mode), BestIteration = best.Iteration,
                LastMetrics = MetricSet.Of(
                    ("valid/loss", curve[^1].Value), ("model/size", Scaled(random.NextUnit() - goal, scale))),
                Last = new Moment(0, TimeSpan.FromSeconds(10 * (number + 1)).Ticks),
            },
            curve,
            [
                new AttemptSummary(
                    new TrialId(number), new Attempt(1), Allocation.On("node", number % 4),
                    new Moment(0, TimeSpan.FromSeconds(10 * number).Ticks),
                    new Moment(0, TimeSpan.FromSeconds(10 * (number + 1)).Ticks), 0,
                    AttemptOutcome.Obeyed.Instance,
                    isCulled ? new Decision.Stop(StopReason.Culled, "") : Decision.Continue.Instance),
            ])
        {
            Segments = number == 2
                ? [new TrialSegment(2, 0, 3, config, null), new TrialSegment(90, 3, 9, config, new TrialId(1))]
                : [new TrialSegment(number, 0, curve[^1].Iteration, config, null)],
        };
    }

    // Beyond the end of double is the end.
    private static double Scaled(double value, double scale) => scale == double.Epsilon
        ? Math.Round(1000 * value) * double.Epsilon
        : Math.Clamp(value, -1, 1) * scale;
}
