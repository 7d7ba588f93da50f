using CsCheck;
using Tune.Engine.Metrics;

namespace Tune.Engine.Tests.Metrics;

internal sealed class ScoreTests
{
    [Test]
    public void Of_EitherMode_LargerScoreIsBetter()
    {
        Assert.That(Score.Of(2, Mode.Max), Is.GreaterThan(Score.Of(1, Mode.Max)));
        Assert.That(Score.Of(1, Mode.Min), Is.GreaterThan(Score.Of(2, Mode.Min)));
    }

    [Test]
    public void Of_NotFinite_IsWorstInBothModes([Values] Mode mode)
    {
        foreach (var raw in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.That(Score.Of(raw, mode), Is.EqualTo(Score.Worst));
            Assert.That(Score.Of(double.MinValue, mode), Is.GreaterThan(Score.Of(raw, mode)));
            Assert.That(Score.Of(double.MaxValue, mode), Is.GreaterThan(Score.Of(raw, mode)));
        }
    }

    [Test]
    public void CompareTo_AnyThree_IsATotalOrder() =>
        Gen.Select(Gen.Double, Gen.Double, Gen.Double).Sample((a, b, c) =>
        {
            var (x, y, z) = (Score.Of(a, Mode.Min), Score.Of(b, Mode.Min), Score.Of(c, Mode.Min));
            Assert.That(Math.Sign(x.CompareTo(y)), Is.EqualTo(-Math.Sign(y.CompareTo(x))));
            Assert.That(x.CompareTo(y) <= 0 && y.CompareTo(z) <= 0 && x.CompareTo(z) > 0, Is.False);
        });

    [Test]
    public void ValueOf_AScore_IsTheRawValueAgain()
    {
        var loss = new Objective("loss", Mode.Min);

        Assert.That(loss.ValueOf(loss.ScoreOf(MetricSet.Of(("loss", 0.25)))), Is.EqualTo(0.25));
        Assert.That(loss.ValueOf(Score.Worst), Is.NaN);
    }

    [Test]
    public void MetricSet_BadNames_AreRefusedWithTheLimit()
    {
        Assert.That(() => MetricSet.Of(("", 1)), Throws.ArgumentException.With.Message.Contains("250"));
        Assert.That(() => MetricSet.Of((new string('x', 251), 1)), Throws.ArgumentException);
        Assert.That(() => MetricSet.Of((new string('x', 250), 1)), Throws.Nothing);
        Assert.That(() => MetricSet.Of(("a", 1), ("a", 2)), Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => MetricSet.Of(("a\nb", 1)), Throws.ArgumentException);
    }
}
