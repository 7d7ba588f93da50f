using Tune.Engine.Metrics;
using Tune.Plots.Importance;
using Tune.Plots.Tests.Charts;

namespace Tune.Plots.Tests.Importance;

public sealed class ImportanceAnalysisTests
{
    private static readonly double[] Ordinary = [1, 2, 3, 4, 5, 6, 7, 8];

    [Test]
    public void WithoutExtremes_DivergedLoss_IsMovedToTheFence()
    {
        var moved = ImportanceAnalysis.WithoutExtremes([.. Ordinary, 1e9, double.PositiveInfinity], Mode.Min);

        Assert.That(moved.Take(8), Is.EqualTo(Ordinary));
        Assert.That(moved.Skip(8), Has.All.InRange(8, 30));
    }

    [Test]
    public void WithoutExtremes_TheGoodSide_IsLeftAlone() =>
        Assert.That(ImportanceAnalysis.WithoutExtremes([.. Ordinary, 1e9], Mode.Max)[^1], Is.EqualTo(1e9));

    [Test]
    public void Of_OneDivergedTrial_DoesNotHideTheParameterThatMatters()
    {
        var sweep = SampleSweep.Make(150, Mode.Min);
        var diverged = sweep with
        {
            Trials = [.. sweep.Trials.Select(trial => trial.Number == 30 ? trial with { Value = 1e12 } : trial)],
        };

        var report = ImportanceAnalysis.Of(diverged)!;

        Assert.That(report.Parameters[0].Name, Is.EqualTo("learningRate"));
        Assert.That(report.Explained, Is.GreaterThan(0.3));
    }
}
