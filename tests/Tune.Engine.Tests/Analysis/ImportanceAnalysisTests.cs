using Tune.Engine.Analysis;
using Tune.Engine.Metrics;

namespace Tune.Engine.Tests.Analysis;

internal sealed class ImportanceAnalysisTests
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
    public void Of_OneDivergedTrial_DoesNotHideTheParameterThatMatters([Values] ImportanceMethod method)
    {
        var trials = SomeTrials.Uniform(2, 150).Select((row, i) => (row, i == 30 ? 1e12 : row[1]));
        var evidence = Evidence.Of(SomeTrials.Reals(2), trials, "loss", Mode.Min);

        var report = ImportanceAnalysis.Of(evidence, new ImportanceOptions { Method = method })!;

        Assert.That(report.Parameters[0].Name, Is.EqualTo("x1"));
        Assert.That(report.Parameters[0].Share, Is.GreaterThan(0.8));
        Assert.That(report.Explained, Is.GreaterThan(0.3));
    }

    [Test]
    public void Of_UnfitOptions_SaysWhatIsAllowed([Values(0, 1, double.NaN)] double share) =>
        Assert.That(
            () => ImportanceAnalysis.Of(
                SomeTrials.Of(1, 10, x => x[0]), new ImportanceOptions { TopShare = share }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contain("above 0 and below 1"));
}
