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

    // Twelve trials of four stretches of five iterations; after each the last four go on as clones of the first four.
    internal static ExperimentView View()
    {
        var objective = new Objective("score", Mode.Max);
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

        return new ExperimentView("population", objective, Space,
        [
            .. trials.Select((segments, number) => new TrialView(
                new TrialSummary
                {
                    Trial = new TrialId(number), Config = segments[^1].Config, Status = TrialStatus.Completed,
                    BestScore = Score.Of(number == 3 ? 1 : 0.5 - (0.01 * number), Mode.Max), BestIteration = 20,
                    Last = new Moment(0, 0),
                },
                [new CurvePoint(1, 0.1, 0, new Attempt(1)), new CurvePoint(20, 0.5, 0, new Attempt(1))], [])
            {
                Segments = segments,
            }),
        ]);
    }

    private static Configuration Config(double rate, double drop) =>
        Configuration.Of(("rate", rate), ("drop", drop), ("kind", "a"));
}
