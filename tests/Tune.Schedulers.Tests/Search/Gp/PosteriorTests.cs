using CsCheck;
using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Gp;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class PosteriorTests
{
    // The third column shares the weight of the first.
    private static readonly GpColumns Columns = new([false, true, false], [0, 1, 0]);

    private static double Wave(double[] row) => Math.Sin(5 * row[0]) + row[1] - (row[2] * row[2]);

    [Test]
    public void Evaluate_Gradient_IsThatOfFiniteDifferences() =>
        Gen.Select(KernelTests.Rows(11), Gen.Double[-2, 2].Array[4]).Sample((rows, logs) =>
        {
            logs[^1] -= 3;
            var posterior = new LogPosterior(
                new GpPoints(Columns, rows), [.. rows.Select(Wave)], new GpPrior(Columns.Weights));
            var (gradient, ignored) = (new double[4], new double[4]);
            posterior.Evaluate(logs, gradient);
            for (var i = 0; i < logs.Length; i++)
            {
                double Moved(double by) =>
                    posterior.Evaluate([.. logs.Select((log, k) => k == i ? log + by : log)], ignored);
                var slope = (Moved(1e-5) - Moved(-1e-5)) / 2e-5;
                Assert.That(gradient[i], Is.EqualTo(slope).Within(1e-4 * Math.Max(1, Math.Abs(slope))), $"by {i}");
            }
        }, iter: 30);

    // With the same bits: which warp is chosen hangs on them.
    [Test]
    public void Values_OfSeveralTargets_AreWhatEachEvaluationGives() => KernelTests.Rows(11).Sample(rows =>
    {
        var points = new GpPoints(Columns, rows);
        double[] logs = [0.3, -0.2, 0.1, -3];
        double[][] targets = [.. Enumerable.Range(1, 4).Select(by => rows.Select(row => by * Wave(row)).ToArray())];

        var values = new LogPosterior(points, targets[0], new GpPrior(Columns.Weights)).Values(logs, targets);

        Assert.That(values, Is.EqualTo(targets.Select(some =>
            new LogPosterior(points, some, new GpPrior(Columns.Weights)).Evaluate(logs, new double[4]))));
    }, iter: 10);

    [Test]
    public void Update_OnAFunctionOfOneParameter_SeesThatTheOtherDoesNotMatter()
    {
        double[][] rows = [.. Enumerable.Range(0, 40).Select(i => new[] { i * 0.618 % 1, 0, i * 0.414 % 1 })];
        var columns = new GpColumns([false, true, false], [0, 1, 2]);
        var fit = new GpFit(3);
        fit.Update(new GpPoints(columns, rows), [.. rows.Select(row => Math.Sin(6 * row[0]))]);

        Assert.That(fit.Parameters.Logs[0], Is.GreaterThan(fit.Parameters.Logs[2] + 2));
        Assert.That(fit.Parameters.Noise, Is.LessThan(1e-3));
    }

    [Test]
    public void Draw_AfterAFit_VariesMostWhatTheResultsLeaveOpen()
    {
        double[][] rows = [.. Enumerable.Range(0, 40).Select(i => new[] { i * 0.618 % 1, 0, i * 0.414 % 1 })];
        var fit = new GpFit(3);
        var before = fit.Draw(KeyedRandom.For(1, "test/draw"));
        fit.Update(
            new GpPoints(new GpColumns([false, true, false], [0, 1, 2]), rows),
            [.. rows.Select(row => Math.Sin(6 * row[0]))]);
        var draws = Enumerable.Range(0, 200)
            .Select(i => fit.Draw(KeyedRandom.For(1, "test/draw", i)).Logs).ToList();
        double Spread(int k) => Math.Sqrt(draws.Average(logs => Math.Pow(logs[k] - fit.Parameters.Logs[k], 2)));

        // The weight of the second column, which is always the same, is known from the prior alone.
        Assert.That(Spread(0), Is.InRange(0.05, 0.5));
        Assert.That(Spread(1), Is.InRange(2 * Spread(0), 1.2));
        Assert.That(before.Logs, Is.EqualTo(new GpPrior(3).Default));
    }

    [Test]
    public void Update_OfScores_BendsThoseThatSpanDecadesAndNotThoseOfABowl()
    {
        double[][] rows = [.. Enumerable.Range(0, 40).Select(i => new[] { i * 0.618 % 1, 0, i * 0.414 % 1 })];
        double Middle(Func<double[], double> score)
        {
            // Where the target of half the worst score lies between best and worst.
            var (fit, points) = (new WarpedFit(2, isAlone: true), new GpPoints(Columns, rows));
            double[] scores = [.. rows.Select(score)];
            for (var i = 0; i < 4; i++)
            {
                fit.Update(points, scores);
            }

            var targets = fit.TargetsOf([scores.Max(), (scores.Max() + scores.Min()) / 2, scores.Min()]);
            return (targets[0] - targets[1]) / (targets[0] - targets[2]);
        }

        static double Bowl(double[] row) => -Math.Pow(row[0] - 0.3, 2) - Math.Pow(row[2] - 0.6, 2);

        Assert.That(Middle(Bowl), Is.LessThan(0.65));
        Assert.That(Middle(row => -Math.Exp(-12 * Bowl(row))), Is.GreaterThan(0.75));
    }

    [Test]
    public void Ask_AtKnownPoints_GivesTheResultsAndBetweenThemErrorBars()
    {
        double[][] rows = [.. Enumerable.Range(0, 9).Select(i => new[] { i / 8.0, 0, 0.5 })];
        var parameters = new GpParameters([Math.Log(4), 0, 0, Math.Log(1e-6)]);
        var model = new GpModel(new GpPoints(Columns, rows), [.. rows.Select(Wave)], parameters);
        foreach (var row in rows)
        {
            model.Ask(row);
            Assert.That(model.Mean, Is.EqualTo(Wave(row)).Within(1e-3));
            Assert.That(model.Deviation, Is.LessThan(1e-2));
        }

        model.Ask([0.3, 0, 0.5]);
        Assert.That(model.Mean, Is.EqualTo(Wave([0.3, 0, 0.5])).Within(0.05));
        model.Ask([0.3, 2, 0.5]);
        Assert.That(model.Deviation, Is.GreaterThan(0.5));
    }

    [Test]
    public void Ask_NearARunningTrial_IsSurerAndExpectsTheSame()
    {
        double[][] rows = [.. Enumerable.Range(0, 5).Select(i => new[] { i / 8.0, 0, 0.5 })];
        var parameters = new GpParameters([Math.Log(4), 0, 0, Math.Log(1e-4)]);
        double[] targets = [.. rows.Select(Wave)];
        var alone = new GpModel(new GpPoints(Columns, rows), targets, parameters);
        var beside = new GpModel(new GpPoints(Columns, [.. rows, [0.9, 0, 0.5]]), targets, parameters);
        alone.Ask([0.95, 0, 0.5]);
        beside.Ask([0.95, 0, 0.5]);

        Assert.That(beside.Mean, Is.EqualTo(alone.Mean).Within(1e-9));
        Assert.That(beside.Deviation, Is.LessThan(0.5 * alone.Deviation));
    }

    // Steps of a third of a logarithm: where the improvement is certain its end is known to half a step.
    [Test]
    public void RayImprovement_OfOneObjective_IsTheExpectedImprovement([Values(-40, -8, -1, 0, 0.9)] double best) =>
        Gen.Select(KernelTests.Rows(11), KernelTests.Rows(1)).Sample((rows, at) =>
        {
            var model = new GpModel(
                new GpPoints(Columns, rows), [.. rows.Select(Wave)], new GpParameters([1, 0, 0.5, -4]));
            var ray = new RayImprovement([model], new Direction([0.5], [2]), (best - 0.5) / 2);
            var value = ray.Value(at[0]) + Math.Log(2);

            Assert.That(value, Is.EqualTo(new LogImprovement(model, best).Value(at[0])).Within(0.17));
        }, iter: 30);

    [Test]
    public void RayImprovement_Gradient_IsThatOfFiniteDifferences([Values(-2, 0.5, 3)] double best) =>
        Gen.Select(KernelTests.Rows(11), KernelTests.Rows(1)).Sample((rows, at) =>
        {
            var (points, parameters) = (new GpPoints(Columns, rows), new GpParameters([1, 0, 0.5, -4]));
            var ray = new RayImprovement(
                [
                    new GpModel(points, [.. rows.Select(Wave)], parameters),
                    new GpModel(points, [.. rows.Select(row => row[0] - row[2])], parameters),
                ],
                new Direction([-1, 0], [0.4, 1.5]), best);
            var gradient = new double[3];
            var value = ray.Value(at[0], gradient);

            Assert.That(ray.Value(at[0]), Is.EqualTo(value));
            foreach (var c in (int[])[0, 2])
            {
                double Moved(double by) => ray.Value([.. at[0].Select((x, k) => k == c ? x + by : x)]);
                var slope = (Moved(1e-6) - Moved(-1e-6)) / 2e-6;
                Assert.That(gradient[c], Is.EqualTo(slope).Within(1e-3 * Math.Max(1, Math.Abs(slope))));
            }
        }, iter: 30);

    [Test]
    public void Acquisition_Gradient_IsThatOfFiniteDifferences([Values] bool isFeasible, [Values] bool isConstrained) =>
        Gen.Select(KernelTests.Rows(11), KernelTests.Rows(1)).Sample((rows, at) =>
        {
            var parameters = new GpParameters([1, 0, 0.5, -4]);
            var points = new GpPoints(Columns, rows);
            var model = new GpModel(points, [.. rows.Select(Wave)], parameters);
            var other = new GpModel(points, [.. rows.Select(row => row[0] - row[2])], parameters);
            var acquisition = new FeasibleImprovement(
                isFeasible ? new LogImprovement(model, 1.1) : null, isConstrained ? [(other, 0.2)] : []);
            var gradient = new double[3];
            var value = acquisition.Value(at[0], gradient);

            Assert.That(acquisition.Value(at[0]), Is.EqualTo(value));
            foreach (var c in (int[])[0, 2])
            {
                double Moved(double by) => acquisition.Value([.. at[0].Select((x, k) => k == c ? x + by : x)]);
                var slope = (Moved(1e-6) - Moved(-1e-6)) / 2e-6;
                Assert.That(gradient[c], Is.EqualTo(slope).Within(1e-3 * Math.Max(1, Math.Abs(slope))));
            }
        }, iter: 30);
}
