using System.Globalization;
using System.Text.RegularExpressions;
using ScottPlot;
using ScottPlot.Plottables;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

/// <summary>Pictures of trials that were trained for unequal lengths.</summary>
internal sealed partial class UnequalBudgetPictures
{
    private static readonly SearchSpace Space = new SearchSpace().LogUniform("rate", 1e-4, 1).Uniform("drop", 0, 1)
        .Choice("kind", "a", "b").Choice("other", "x", "y");

    // Every picture that names a best trial, over many experiments: short trials have the higher scores by luck.
    [Test]
    public void Draw_AnyPicture_MarksTheBestThatTheResultsHave([Values] bool refines, [Values] Mode mode)
    {
        var named = new HashSet<string>();
        for (ulong seed = 0; seed < 3; seed++)
        {
            var view = View(seed, new Objective("acc", mode) { Refines = refines });
            var best = Best(view).Summary;
            var plots = new ExperimentPlots(view);
            foreach (var name in ExperimentPlots.Names)
            {
                var svg = plots.Draw(name).GetSvg();
                foreach (Match match in BestTrial().Matches(svg))
                {
                    named.Add(name);
                    Assert.That(
                        int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture),
                        Is.EqualTo(best.Trial.Number), $"{name} of seed {seed}: {match.Value}");
                }
            }

            var value = view.Objective.ValueOf(best.BestScore);
            Assert.That(Ring(plots.History()), Is.EqualTo((double)best.Trial.Number), $"history, {seed}");
            Assert.That(
                plots.LearningCurves().Plots[0].GetPlottables<Scatter>().Last().Data.GetScatterPoints()
                    .Select(point => point.Y),
                Has.Some.EqualTo(value).Within(1e-12), $"the curve in front, {seed}");
            Assert.That(
                plots.Distribution().Plots[0].GetPlottables<VerticalLine>().Last().Position,
                Is.EqualTo(value).Within(1e-12), $"distribution, {seed}");
        }

        Assert.That(named, Is.SupersetOf(new[]
        {
            "learning-curves", "history", "parallel-coordinates", "slice", "rank", "interactions", "contour", "rungs",
            "distribution", "lineage", "schedule",
        }));
    }

    [Test]
    public void Summary_OfReportsThatRefine_SaysAmongWhom()
    {
        static string subtitle(bool refines) =>
            new ExperimentPlots(View(1, new Objective("acc", Mode.Max) { Refines = refines })).History().Subtitle;

        Assert.That(subtitle(true), Does.Contain(", among the longest trained)"));
        Assert.That(subtitle(false), Does.Not.Contain("longest"));
    }

    // The longest trained is worst by score: it is the last of the ramp all the same.
    [Test]
    public void Rank_OfReportsThatRefine_GoesByLengthFirst()
    {
        var data = ChartSource.Read(View(2, new Objective("acc", Mode.Max) { Refines = true }));

        var lengths = data.BestFirst().Select(trial => trial.ValueIteration).ToArray();

        Assert.That(lengths, Is.Ordered.Descending);
        Assert.That(lengths.Distinct().Count(), Is.GreaterThan(2));
    }

    // Two equally good trials: the later number reported first.
    [Test]
    public void Draw_ATie_GoesToWhoCameFirst()
    {
        var view = View(3, new Objective("acc", Mode.Max));
        view = view with
        {
            Trials =
            [
                .. view.Trials.Select(trial => trial with
                {
                    Summary = trial.Summary with { BestScore = Score.Of(0.5, Mode.Max) },
                }),
            ],
        };

        Assert.That(Ring(new ExperimentPlots(view with { First = new TrialId(7) }).History()), Is.EqualTo(7));
        Assert.That(
            new ExperimentPlots(view with { First = new TrialId(7) }).Rank().Subtitle, Does.Contain("(trial 7)"));
        Assert.That(Ring(new ExperimentPlots(view).History()), Is.Zero);
    }

    // Beyond the limit of what can be drawn all values stand at the same place; the better one is the best all the
    // same.
    [Test]
    public void Draw_ValuesBeyondTheLimit_StillMarksTheBest()
    {
        var view = View(4, new Objective("acc", Mode.Max));
        view = view with
        {
            Trials =
            [
                .. view.Trials.Select(trial => trial with
                {
                    Summary = trial.Summary with
                    {
                        BestScore = Score.Of(1e200 + (1e199 * trial.Summary.Trial.Number), Mode.Max),
                    },
                }),
            ],
        };
        var last = view.Trials.Count - 1;

        Assert.That(Ring(new ExperimentPlots(view).History()), Is.EqualTo(last));
        Assert.That(new ExperimentPlots(view).Slice().Subtitle, Does.Contain($"(trial {last})"));
    }

    [Test]
    public void Pareto_OfReportsThatRefine_IsTheFrontOfTheLongestTrained()
    {
        Objective[] both = [new("acc", Mode.Max) { Refines = true }, new("cost", Mode.Min)];
        var data = ChartSource.Read(View(5, both[0]) with { Objectives = [.. both] });

        var space = ObjectiveSpace.Of(data);

        Assert.That(space.Front, Is.Not.Empty);
        Assert.That(space.Front.Select(trial => trial.Reach), Is.All.EqualTo(5));
        Assert.That(space.Shorter.Select(trial => trial.Reach), Is.Not.Empty.And.All.LessThan(5));
        var plots = new ExperimentPlots(() => data);
        Assert.That(
            plots.Pareto().GetSvg(), Does.Contain($"trained for less than 5 iterations ({space.Shorter.Length})"));
        Assert.That(plots.Hypervolume().Subtitle, Does.Contain("of less training left out"));
        var history = plots.History().Plots;
        Assert.That(
            history.Select(plot => data.Trials[(int)RingOf(plot)].Reach), Is.EqualTo(new[] { 5, 5 }));
    }

    // Of more trials than are drawn nobody knows here how many are left out.
    [TestCase(0, "·  1")]
    [TestCase(7, "·  trials of less ")]
    public void Analyses_OfAPartOfTheTrials_NameNoNumberOfThoseLeftOut(int undrawn, string said)
    {
        Objective[] both = [new("acc", Mode.Max) { Refines = true }, new("cost", Mode.Min)];
        var view = View(5, both[0], trials: 200) with { Objectives = [.. both], Undrawn = undrawn };
        var plots = new ExperimentPlots(view);

        foreach (var name in new[] { "importance", "hypervolume" })
        {
            Assert.That(plots.Draw(name).Subtitle, Does.Contain(said).And.Contain("left out"), name);
        }
    }

    // Otherwise lines between two choices would stand in lines that mean nothing.
    [Test]
    public void ParallelCoordinates_TwoChoices_AreSpreadApartIndependently()
    {
        var view = View(6, new Objective("acc", Mode.Max), trials: 200);
        var lines = new ExperimentPlots(view).ParallelCoordinates().Plots[0].GetPlottables<Scatter>()
            .Select(line => line.Data.GetScatterPoints()).Where(points => points.Count == 5).ToArray();

        double[] within(int axis) => [.. lines.Select(points => (2 * points[axis].Y % 1) - 0.5)];
        var (kind, other) = (within(2), within(3));
        var together = kind.Zip(other, (a, b) => a * b).Sum()
            / Math.Sqrt(kind.Sum(a => a * a) * other.Sum(b => b * b));

        Assert.That(lines, Has.Length.EqualTo(200));
        Assert.That(Math.Abs(together), Is.LessThan(0.3));
    }

    private static double Ring(Figure figure) => RingOf(figure.Plots[0]);

    private static double RingOf(Plot plot) => plot.GetPlottables<Markers>()
        .Single(marks => marks.MarkerShape == MarkerShape.OpenCircle && marks.Color == PlotTheme.Light.Best)
        .Data.GetScatterPoints().Single().X;

    private static TrialView Best(ExperimentView view) => view.Trials
        .OrderByDescending(trial => view.Objective.RankOf(trial.Summary.BestIteration, trial.Summary.BestScore))
        .ThenBy(trial => trial.Summary.Trial).First();

    // Trials of two to five iterations, the fewer the better by luck; paused at the second, and one a clone.
    private static ExperimentView View(ulong seed, Objective objective, int trials = 24) => new(
        "unequal", objective, Space,
        [.. Enumerable.Range(0, trials).Select(number => Trial(seed, number, objective))]);

    private static TrialView Trial(ulong seed, int number, Objective objective)
    {
        var random = KeyedRandom.For(seed, "test/unequal", number);
        var config = Space.Sample(random);
        var length = 2 + random.NextInt(4);
        CurvePoint[] curve =
        [
            .. Enumerable.Range(1, length).Select(iteration => new CurvePoint(
                iteration, Value(objective.Mode, (5 - iteration) + random.NextUnit() + config.Real("drop")), 0,
                new Attempt(1))),
        ];
        var line = new TrialLine();
        foreach (var point in curve)
        {
            line.Report(
                point.Iteration, MetricSet.Empty, Score.Of(point.Value, objective.Mode), config, point.Iteration,
                objective);
        }

        return new TrialView(
            new TrialSummary
            {
                Trial = new TrialId(number), Config = config, Status = TrialStatus.Stopped, Iteration = length,
                BestScore = line.Best!.Score, BestIteration = line.Best.Iteration,
                LastMetrics = MetricSet.Of(("acc", curve[^1].Value), ("cost", random.NextUnit())),
            },
            curve,
            [
                new AttemptSummary(
                    new TrialId(number), new Attempt(1), Allocation.On("node", 0), new Moment(0, 0), new Moment(0, 9),
                    0, AttemptOutcome.Obeyed.Instance, length == 2
                        ? new Decision.Stop(StopReason.Culled, "") : Decision.Continue.Instance),
            ])
        {
            Segments = [new TrialSegment(number, number == 1 ? 1 : 0, length, config,
                number == 1 ? new TrialId(0) : null)],
        };
    }

    private static double Value(Mode mode, double goodness) => mode == Mode.Max ? goodness : -goodness;

    [GeneratedRegex(@"best: trial (?<n>\d+)|\(trial (?<n>\d+)[,)]|what trial (?<n>\d+), the best")]
    private static partial Regex BestTrial();
}
