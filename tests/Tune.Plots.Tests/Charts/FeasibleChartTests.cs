using ScottPlot;
using ScottPlot.Plottables;
using Tune.Engine.Metrics;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

/// <summary>Pictures of experiments with constraints or several objectives.</summary>
public sealed class FeasibleChartTests
{
    // With one objective a trial that breaks the constraint has no value, only what it reported.
    private static ChartData Plain(Mode mode = Mode.Max)
    {
        var sweep = SampleSweep.Make(120, mode);
        return sweep with
        {
            Objectives = [sweep.Objective],
            Trials = [.. sweep.Trials.Select(trial => trial.IsFeasible ? trial : Refuse(trial, trial.Value))],
        };
    }

    private static ChartTrial Refuse(ChartTrial trial, double value) => trial with
    {
        Value = double.NaN, Refused = value, Violation = 1,
    };

    private static double[] BestSoFar(Plot plot) =>
        [.. plot.GetPlottables<Scatter>().Single().Data.GetScatterPoints().Select(point => point.Y)];

    [Test]
    public void History_BestSoFar_NeverGetsWorse([Values] Mode mode)
    {
        var heights = BestSoFar(new ExperimentPlots(() => Plain(mode)).History().Plots.Single());

        Assert.That(mode == Mode.Max ? heights : heights.Reverse(), Is.Ordered.Ascending);
        Assert.That(heights, Has.Length.GreaterThan(3));
    }

    // Trials 4, 13, 22 ... break the constraint: made the best by far, they lead nowhere.
    [Test]
    public void History_BetterTrialsThatBreakAConstraint_DoNotLead()
    {
        var plain = Plain();
        var tempting = plain with
        {
            Trials = [.. plain.Trials.Select(trial => trial.IsFeasible ? trial : Refuse(trial, 7))],
        };

        var figure = new ExperimentPlots(() => tempting).History();

        Assert.That(BestSoFar(figure.Plots.Single()), Has.All.LessThan(1));
        Assert.That(tempting.Best!.IsFeasible);
        Assert.That(tempting.Trials.Count(trial => !trial.IsFeasible), Is.EqualTo(13));
        Assert.That(
            figure.Plots.Single().GetPlottables<Markers>().Count(marks =>
                marks.MarkerShape is MarkerShape.OpenCircle or MarkerShape.OpenTriangleUp
                && marks.Color == PlotTheme.Light.Faint), Is.EqualTo(1));
        Assert.That(figure.GetSvg(), Does.Contain("breaks a constraint (13)"));
        Assert.That(figure.GetSvg(), Does.Contain("best feasible so far"));
    }

    [Test]
    public void History_NothingFeasible_HasNoBestLine()
    {
        var plain = Plain();
        var none = plain with
        {
            Trials = [.. plain.Trials.Select(trial => Refuse(trial, trial.Number))],
        };

        var figure = new ExperimentPlots(() => none).History();

        Assert.That(figure.Plots.Single().GetPlottables<Scatter>(), Is.Empty);
        Assert.That(figure.GetSvg(), Does.Not.Contain("best feasible so far"));
        Assert.That(figure.GetSvg(), Does.Contain("breaks a constraint (120)"));
        Assert.That(none.Best, Is.Null);
    }

    [Test]
    public void History_SeveralObjectives_HasAPanelForEach()
    {
        var figure = new ExperimentPlots(() => SampleSweep.Three(120)).History();

        Assert.That(figure.Plots.Select(plot => plot.Axes.Left.Label.Text), Is.EqualTo(new[]
        {
            "val_accuracy (higher is better)", "size_mb (lower is better)", "latency_ms (lower is better)",
        }));
        Assert.That(BestSoFar(figure.Plots[0]), Is.Ordered.Ascending);
        Assert.That(BestSoFar(figure.Plots[1]), Is.Ordered.Descending);
    }

    // A trial whose reports all break a constraint has no best value; its reports are there to be seen.
    [Test]
    public void History_SeveralObjectivesAndABrokenConstraint_SaysWhichAndNotThatNothingWasReported()
    {
        var sweep = SampleSweep.Three(60);
        var refused = sweep with
        {
            Trials =
            [
                .. sweep.Trials.Select(trial => trial with
                {
                    Violation = trial.Number == 3 ? 1 : 0, Value = trial.Number == 3 ? double.NaN : trial.Value,
                }),
            ],
        };

        Assert.That(new ExperimentPlots(() => refused).History().GetSvg(), Does.Contain("breaks a constraint (1)"));
    }

    [Test]
    public void Rank_SixParameters_PairsTheFourThatMatter()
    {
        var figure = new ExperimentPlots(() => Plain()).Rank();

        Assert.That(figure.Plots, Has.Count.EqualTo(6));
        Assert.That(figure.Subtitle, Does.Contain("2 less important parameters not shown"));
        Assert.That(
            figure.Plots.Select(plot => plot.Axes.Bottom.Label.Text + plot.Axes.Left.Label.Text), Is.Unique);
        Assert.That(figure.Plots[0].Axes.Bottom.Label.Text, Is.EqualTo("learningRate (log)"));
    }

    [Test]
    public void Contour_OfTwoNames_DrawsThoseAndRefusesOthers()
    {
        var plots = new ExperimentPlots(() => Plain());

        var plot = plots.Contour("dropout", "learningRate").Plots.Single();

        Assert.That(plot.Axes.Bottom.Label.Text, Is.EqualTo("dropout"));
        Assert.That(plot.Axes.Left.Label.Text, Is.EqualTo("learningRate (log)"));
        Assert.That(() => plots.Contour("dropout", "colour"), Throws.ArgumentException);
        Assert.That(() => plots.Contour("dropout", "dropout"), Throws.ArgumentException);
    }
}
