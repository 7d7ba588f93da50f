using ScottPlot.Plottables;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

/// <summary>Lineage and schedule of a population.</summary>
internal sealed class PopulationPictures
{
    private static readonly SearchSpace Space = new SearchSpace().LogUniform("rate", 1e-4, 1).Uniform("drop", 0, 1)
        .Choice("kind", "a", "b");

    [TestCase("lineage")]
    [TestCase("schedule")]
    public void Draw_APopulation_ShowsWhatTheBestWentThrough(string name)
    {
        foreach (var isDark in new[] { false, true })
        {
            var theme = isDark ? PlotTheme.Dark : PlotTheme.Light;
            var plots = new ExperimentPlots(View(), theme);
            var figure = plots.Draw(name);
            if (Environment.GetEnvironmentVariable("TUNE_PLOTS_OUT") is { Length: > 0 } folder)
            {
                figure.SavePng(Path.Combine(folder, $"{name}-population{(isDark ? "-dark" : "")}.png"));
            }

            Assert.That(figure.Missing, Is.Null);
            Assert.That(plots.Fitting, Does.Contain(name));
            Assert.That(figure.GetSvg(), Does.Contain("what trial 3, the best, went through"));
        }
    }

    // What never changes needs no panel.
    [Test]
    public void Schedule_OfAPopulation_HasAPanelForEachParameterThatChanged() =>
        Assert.That(
            new ExperimentPlots(View()).Schedule().Plots.Select(plot => plot.Axes.Left.Label.Text),
            Is.EqualTo(new[] { "rate (log)", "drop" }));

    // Trial 1 gave its weights away and then began again, elsewhere, from the iteration from which it had trained them.
    [Test]
    public void Schedule_OfADonorThatBeganAgain_ShowsWhatItTrainedTheWeightsWith()
    {
        var view = View(
        [
            [Segment(0, 0, 5, 0.001), Segment(200, 8, 12, 0.2, donor: 1)],
            [Segment(1, 0, 5, 0.002), Segment(100, 5, 8, 0.1, donor: 2), Segment(300, 5, 10, 0.9, donor: 2)],
            [Segment(2, 0, 5, 0.003)],
        ], best: 0, iteration: 12);

        var line = new ExperimentPlots(view).Schedule().Plots[0].GetPlottables<Scatter>().Last();
        var points = line.Data.GetScatterPoints();
        Assert.That(points.Select(point => point.X), Is.EqualTo(new[] { 0, 5, 5, 8, 8, 12 }));
        Assert.That(
            points.Select(point => Math.Pow(10, 4 * (point.Y - 1))),
            Is.EqualTo(new[] { 0.003, 0.003, 0.1, 0.1, 0.2, 0.2 }).Within(1e-9));
    }

    // Trial 0 ended its first stretch at 3 and goes on at 6, where its donor was: nobody trained it from 3 to 6.
    [Test]
    public void Schedule_OfACloneFromFurtherOn_DrawsNoLineWhereNobodyTrained()
    {
        var view = View(
        [
            [Segment(0, 0, 3, 0.001), Segment(200, 6, 9, 0.2, donor: 1)],
            [Segment(1, 0, 6, 0.002), Segment(300, 6, 8, 0.3, donor: 0)],
        ], best: 0, iteration: 9);

        var lines = new ExperimentPlots(view).Schedule().Plots[0].GetPlottables<Scatter>().Take(3)
            .Select(line => line.Data.GetScatterPoints().Select(point => point.X).ToArray()).ToArray();

        Assert.That(lines, Is.EqualTo(new double[][] { [0, 3], [6, 9], [0, 6, 6, 8] }));
    }

    private static TrialSegment Segment(long order, int from, int to, double rate, int? donor = null) => new(
        order, from, to, Config(rate, 0.5), donor is { } number ? new TrialId(number) : null);

    // Twelve trials of four stretches of five iterations; after each every third one goes on as a clone of another.
    internal static ExperimentView View()
    {
        var trials = Enumerable.Range(0, 12).Select(number => new List<TrialSegment>
        {
            new(number, 0, 5, Config(Math.Pow(10, -4 + (number / 3.0)), number / 12.0), Donor: null),
        }).ToArray();
        for (var stretch = 1; stretch < 4; stretch++)
        {
            for (var number = 0; number < 12; number++)
            {
                var (own, last) = (trials[number], trials[number][^1]);
                if (number % 3 == stretch % 3)
                {
                    var donor = (number + (5 * stretch)) % 12;
                    var from = trials[donor].Last(one => one.From < 5 * stretch).Config;
                    own.Add(new TrialSegment(
                        (100 * stretch) + number, 5 * stretch, 5 * (stretch + 1),
                        Config(Math.Min(1, from.Real("rate") * 1.25), from.Real("drop") * 0.8), new TrialId(donor)));
                }
                else
                {
                    own[^1] = last with { To = 5 * (stretch + 1) };
                }
            }
        }

        return View(trials, best: 3, iteration: 20);
    }

    private static ExperimentView View(IReadOnlyList<List<TrialSegment>> trials, int best, int iteration) => new(
        "population", new Objective("score", Mode.Max), Space,
        [
            .. trials.Select((segments, number) => new TrialView(
                new TrialSummary
                {
                    Trial = new TrialId(number), Config = segments[^1].Config, Status = TrialStatus.Completed,
                    BestScore = Score.Of(number == best ? 1 : 0.5 - (0.01 * number), Mode.Max),
                    BestIteration = iteration, Last = new Moment(0, 0),
                },
                [new CurvePoint(1, 0.1, 0, new Attempt(1)), new CurvePoint(iteration, 0.5, 0, new Attempt(1))], [])
            {
                Segments = segments,
            }),
        ]);

    private static Configuration Config(double rate, double drop) =>
        Configuration.Of(("rate", rate), ("drop", drop), ("kind", "a"));
}
