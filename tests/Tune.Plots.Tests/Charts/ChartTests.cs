using System.Xml.Linq;
using ScottPlot.Plottables;
using SkiaSharp;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Pareto;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void Draw_RealisticSweep_ShowsSomethingInEveryTheme(
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name,
        [Values(1, 64, 300)] int trials, [Values] Mode mode, [Values] bool isDark)
    {
        var theme = isDark ? PlotTheme.Dark : PlotTheme.Light;
        var figure = new ExperimentPlots(() => SampleSweep.Make(trials, mode), theme).Draw(name);
        Keep(figure, $"{name}-{trials}-{mode}{(isDark ? "-dark" : "")}");

        using var picture = SKBitmap.Decode(figure.GetPng());
        var isMissing = name is "lineage" or "schedule"
            || (name is "importance" or "interactions" or "contour" or "hypervolume" && trials == 1);
        Assert.That(figure.Missing is not null, Is.EqualTo(isMissing));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((figure.Width, figure.Height)));
        Assert.That(Ink(picture, 0, 35), Is.GreaterThan(300), "the title");
        Assert.That(Ink(picture, 110, picture.Height - 110), Is.GreaterThan(600), "the panels");
    }

    [Test]
    public void Draw_NothingUsable_SaysWhatIsMissing(
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name, [Values] Nothing nothing)
    {
        var figure = new ExperimentPlots(() => Unusable(nothing)).Draw(name);
        Keep(figure, $"{name}-{nothing}");

        using var picture = SKBitmap.Decode(figure.GetPng());
        var isTimeline = name == "timeline" && nothing != Nothing.NoTrials;
        Assert.That(figure.Missing is null, Is.EqualTo(isTimeline));
        Assert.That(figure.Missing ?? "A sentence.", Does.EndWith("."));
        Assert.That(Ink(picture, 110, picture.Height - 110), Is.GreaterThan(200));
    }

    [Test]
    public void Draw_ConstantParameterAndValue_StillDraws(
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name)
    {
        var sweep = SampleSweep.Make(20);
        var same = sweep with
        {
            Parameters = [new("fixed", 3, 3, IsLog: false, IsInteger: false, []), .. sweep.Parameters.Skip(1)],
            Trials =
            [
                .. sweep.Trials.Select(trial => trial with
                {
                    Value = 0.5,
                    Values = [3, .. trial.Values.Skip(1)],
                    Unit = [0.5, .. trial.Unit.Skip(1)],
                    Curve = [new(1, 0.5), new(2, 0.5)],
                }),
            ],
        };

        var figure = new ExperimentPlots(() => same).Draw(name);
        Keep(figure, $"{name}-constant");

        using var picture = SKBitmap.Decode(figure.GetPng());
        Assert.That(Ink(picture, 110, picture.Height - 110), Is.GreaterThan(200));
    }

    [Test]
    public void Draw_ManyParametersWithLongNames_StillDraws(
        [Values("slice", "parallel-coordinates", "importance", "interactions", "rank", "contour")] string name,
        [Values(24, 120)] int parameters)
    {
        var figure = new ExperimentPlots(() => SampleSweep.Wide(parameters)).Draw(name);
        Keep(figure, $"{name}-wide{parameters}");

        using var picture = SKBitmap.Decode(figure.GetPng());
        Assert.That(Ink(picture, 110, picture.Height - 110), Is.GreaterThan(2000));
    }

    [Test]
    public void Draw_AnyChart_GivesSvgWhoseLettersAreAllOurs(
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name)
    {
        var plots = name is "lineage" or "schedule"
            ? new ExperimentPlots(PopulationPictures.View())
            : new ExperimentPlots(() => SampleSweep.Make());
        var svg = XDocument.Parse(plots.Draw(name).GetSvg());

        var texts = svg.Descendants(Svg + "text").ToArray();
        Assert.That(texts, Has.Length.GreaterThan(8));
        Assert.That(
            texts.Select(text => (string?)text.Attribute("font-family")), Has.All.StartsWith("Inter, "));
        Assert.That((string?)svg.Root!.Attribute("viewBox"), Does.StartWith("0 0 "));
    }

    [Test]
    public void LearningCurves_LogarithmicIterations_AreSaidToBe()
    {
        var sweep = SampleSweep.Make(20);
        ChartPoint[] brief = [.. Enumerable.Range(1, 2).Select(i => new ChartPoint(i, 0.5))];
        ChartPoint[] whole = [.. Enumerable.Range(1, 100).Select(i => new ChartPoint(i, 0.5))];
        var some = sweep with
        {
            Trials = [.. sweep.Trials.Select((trial, i) => trial with { Curve = i == 0 ? whole : brief })],
        };
        var all = sweep with { Trials = [.. sweep.Trials.Select(trial => trial with { Curve = whole })] };

        Assert.That(Label(some), Is.EqualTo("iteration (log)"));
        Assert.That(Label(all), Is.EqualTo("iteration"));

        static string Label(ChartData data) =>
            new ExperimentPlots(() => data).LearningCurves().Plots.Single().Axes.Bottom.Label.Text;
    }

    [TestCase("slice", "dots")]
    [TestCase("parallel-coordinates", "lines")]
    [TestCase("rungs", "dots")]
    public void Draw_MarksSpreadApart_AreSaidToBe(string name, string noun) => Assert.That(
        new ExperimentPlots(() => SampleSweep.Make()).Draw(name).GetSvg(),
        Does.Contain($"{noun} of one value are spread apart"));

    [Test]
    public void LearningCurves_EachTrialWithValues_IsOneLine()
    {
        var sweep = SampleSweep.Make();
        var plot = new ExperimentPlots(() => sweep).LearningCurves().Plots.Single();

        var withValues = sweep.Trials.Count(trial => trial.Curve.Any(point => double.IsFinite(point.Value)));
        Assert.That(plot.GetPlottables<Scatter>().Count(), Is.EqualTo(withValues));
    }

    [Test]
    public void LearningCurves_ThousandLongCurves_StaysWithinItsBudgetOfPoints()
    {
        var sweep = SampleSweep.Make(1000);
        ChartPoint[] curve = [.. Enumerable.Range(1, 5000).Select(i => new ChartPoint(i, 1 - (1.0 / i)))];
        var longer = sweep with { Trials = [.. sweep.Trials.Select(trial => trial with { Curve = curve })] };

        var plot = new ExperimentPlots(() => longer).LearningCurves().Plots.Single();

        var points = plot.GetPlottables<Scatter>().Select(line => line.Data.GetScatterPoints().Count).ToArray();
        Assert.That(points, Has.Length.EqualTo(1000));
        Assert.That(points, Has.All.LessThanOrEqualTo(500));
        Assert.That(points.Sum(), Is.LessThanOrEqualTo(100_000));
    }

    [Test]
    public void Slice_EachParameter_HasItsPanel()
    {
        var figure = new ExperimentPlots(() => SampleSweep.Make()).Slice();

        Assert.That(
            figure.Plots.Select(plot => plot.Axes.Bottom.Label.Text.Replace(" (log)", "", StringComparison.Ordinal)),
            Is.EqualTo(SampleSweep.Parameters.Select(parameter => parameter.Name)));
    }

    [Test]
    public void ParallelCoordinates_EachTrialWithValue_IsOneLineAcrossAllAxes()
    {
        var sweep = SampleSweep.Make();
        var plot = new ExperimentPlots(() => sweep).ParallelCoordinates().Plots.Single();

        var lines = plot.GetPlottables<Scatter>().Select(line => line.Data.GetScatterPoints()).ToArray();
        Assert.That(lines, Has.Length.EqualTo(sweep.Trials.Count(trial => double.IsFinite(trial.Value))));
        Assert.That(lines.Select(line => line.Count), Has.All.EqualTo(SampleSweep.Parameters.Length + 1));
        Assert.That(lines.SelectMany(line => line).Select(point => point.Y), Has.All.InRange(-0.2, 1.05));
    }

    [Test]
    public void Timeline_EachAttempt_IsOneBar()
    {
        var sweep = SampleSweep.Make();
        var plot = new ExperimentPlots(() => sweep).Timeline().Plots.Single();

        var bars = plot.GetPlottables<Rectangle>().Count();
        Assert.That(bars, Is.EqualTo(sweep.Trials.Sum(trial => trial.Attempts.Count)));
        Assert.That(bars, Is.GreaterThan(sweep.Trials.Count));
    }

    [Test]
    public void Importance_EachParameter_HasItsBarTheLongestFirst([Values] ImportanceMethod method)
    {
        var figure = new ExperimentPlots(() => SampleSweep.Make(200)).Importance(new() { Method = method });
        Keep(figure, $"importance-by-{method}");

        // An axis has its ticks once it is drawn.
        _ = figure.GetPng();
        var plot = figure.Plots.Single();
        var bars = plot.GetPlottables<Rectangle>().Select(bar => bar.X2).ToArray();
        Assert.That(bars, Has.Length.EqualTo(2 * SampleSweep.Parameters.Length));
        Assert.That(bars.Where((_, i) => i % 2 == 0), Is.Ordered.Descending);
        var names = plot.Axes.Left.TickGenerator.Ticks.Select(tick => tick.Label).ToArray();
        Assert.That(names.Take(2), Is.EquivalentTo(["learningRate", "optimizer"]));
    }

    [Test]
    public void Pareto_OnTheFront_IsWhatNothingBeats()
    {
        var sweep = SampleSweep.Make(200);
        var plot = new ExperimentPlots(() => sweep).Pareto().Plots.Single();

        var stairs = plot.GetPlottables<Scatter>().Single().Data.GetScatterPoints();
        Assert.That(stairs.Select(point => point.X), Is.Ordered.Ascending);
        Assert.That(stairs.Select(point => point.Y), Is.Ordered.Ascending, "better in one is worse in the other");
        Assert.That(stairs, Has.Count.InRange(2, 60));
        var space = ObjectiveSpace.Of(sweep);
        Assert.That(space.Front.Select(trial => trial.Violation), Has.All.Zero);
        Assert.That(space.Allowed, Has.Length.LessThan(space.Measured.Length));
    }

    [Test]
    public void Pareto_ThreeObjectives_HasAPanelForEachPair()
    {
        var figure = new ExperimentPlots(() => SampleSweep.Three(120)).Pareto();
        Keep(figure, "pareto-three");

        Assert.That(figure.Plots.Select(plot => plot.Axes.Bottom.Label.Text + "/" + plot.Axes.Left.Label.Text),
            Is.EqualTo(new[]
            {
                "val_accuracy (higher is better)/size_mb (lower is better)",
                "val_accuracy (higher is better)/latency_ms (lower is better)",
                "size_mb (lower is better)/latency_ms (lower is better)",
            }));
    }

    [Test]
    public void Hypervolume_OverTrials_NeverFallsAndEndsAtTheFronts([Values] bool three)
    {
        var sweep = three ? SampleSweep.Three(120) : SampleSweep.Make(120);
        var space = ObjectiveSpace.Of(sweep);
        var (low, width) = HypervolumeChart.Box(space);

        var rise = HypervolumeChart.Rise(space, low, width, trial => trial.Number);

        Assert.That(rise.Select(step => step.Y), Is.Ordered.Ascending);
        Assert.That(rise, Has.Length.EqualTo(space.Allowed.Length));
        double[] corner = low;
        var whole = Hypervolume.Of([.. space.Front.Select(space.Turned)], corner);
        Assert.That(rise[^1].Y, Is.EqualTo(100 * whole / width.Aggregate(1.0, (a, b) => a * b)).Within(1e-6));
    }

    [Test]
    public void Fitting_OneObjectiveAndNoPopulation_LeavesOutPicturesOfThose()
    {
        var one = SampleSweep.Make(20) with { Objectives = [new("val_accuracy", Mode.Max)] };

        Assert.That(
            ExperimentPlots.Names.Except(new ExperimentPlots(() => one).Fitting),
            Is.EquivalentTo(new[] { "lineage", "schedule", "pareto", "hypervolume" }));
        Assert.That(new ExperimentPlots(() => one).Pareto().Missing, Does.Contain("two or more objectives"));
        Assert.That(
            ExperimentPlots.Names.Except(new ExperimentPlots(() => SampleSweep.Make(20)).Fitting),
            Is.EquivalentTo(new[] { "lineage", "schedule" }));
    }

    [Test]
    public void Interactions_EveryPair_HasItsCell()
    {
        var figure = new ExperimentPlots(() => SampleSweep.Make(300)).Interactions();

        Assert.That(figure.Plots, Has.Count.EqualTo(2));
        var cells = figure.Plots[0].GetPlottables<Rectangle>().Count();
        Assert.That(cells, Is.EqualTo(6 * 7 / 2));
        Assert.That(figure.Plots[1].Axes.Bottom.Label.Text, Is.Not.Empty);
    }

    [Test]
    public void Distribution_LastStep_IsAllTrials()
    {
        var plot = new ExperimentPlots(() => SampleSweep.Make(1000)).Distribution().Plots.Single();

        var points = plot.GetPlottables<Scatter>().Single().Data.GetScatterPoints();
        Assert.That(points[^1].Y, Is.EqualTo(100));
        Assert.That(points, Has.Count.LessThanOrEqualTo(500));
        Assert.That(points.Select(point => point.Y), Is.Ordered.Ascending);
    }

    [Test]
    public void Draw_UnknownName_SaysWhichThereAre() =>
        Assert.That(
            () => new ExperimentPlots(() => SampleSweep.Make(1)).Draw("pie"),
            Throws.ArgumentException.With.Message.Contain("no plot 'pie'").And.Message.Contain("rungs"));

    private static ChartData Unusable(Nothing nothing)
    {
        var sweep = SampleSweep.Make(30);
        return nothing switch
        {
            Nothing.NoTrials => sweep with { Trials = [], Rungs = [] },
            Nothing.NoReports => sweep with
            {
                Trials = [.. sweep.Trials.Select(trial => trial with { Value = double.NaN, Point = [], Curve = [] })],
            },
            _ => sweep with
            {
                Trials =
                [
                    .. sweep.Trials.Select(trial => trial with
                    {
                        Value = double.NaN,
                        Point = [double.NaN, 1],
                        Curve = [new(1, double.NaN), new(2, double.PositiveInfinity)],
                    }),
                ],
            },
        };
    }

    private static int Ink(SKBitmap picture, int top, int height)
    {
        var background = picture.GetPixel(2, 2);
        var ink = 0;
        for (var y = top; y < top + height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                ink += picture.GetPixel(x, y) == background ? 0 : 1;
            }
        }

        return ink;
    }

    // TUNE_PLOTS_OUT=folder keeps the pictures, to look at them.
    private static void Keep(Figure figure, string name)
    {
        if (Environment.GetEnvironmentVariable("TUNE_PLOTS_OUT") is { Length: > 0 } folder)
        {
            figure.SavePng(Path.Combine(folder, name + ".png"));
        }
    }

    public enum Nothing
    {
        NoTrials,
        NoReports,
        OnlyNaN,
    }
}
