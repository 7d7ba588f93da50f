using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class NormalDistributionTests
{
    [TestCase(1e-300, -37.0470962993612)]
    [TestCase(1e-20, -9.262340089798405)]
    [TestCase(1e-10, -6.361340902404056)]
    [TestCase(1e-05, -4.2648907939228256)]
    [TestCase(0.025, -1.9599639845400542)]
    [TestCase(0.05, -1.6448536269514727)]
    [TestCase(0.2, -0.8416212335729143)]
    [TestCase(0.5, 0.0)]
    [TestCase(0.6, 0.2533471031357997)]
    [TestCase(0.9, 1.2815515655446004)]
    [TestCase(0.975, 1.9599639845400542)]
    [TestCase(0.999, 3.090232306167813)]
    public void Quantile_OfKnownProbabilities_IsRightToFifteenDigits(double p, double z) =>
        Assert.That(NormalDistribution.Quantile(p), Is.EqualTo(z).Within(1e-15 * Math.Max(1, Math.Abs(z))));

    [TestCase(-20, 2.7536241186062337e-89)]
    [TestCase(-8, 6.220960574271784e-16)]
    [TestCase(-5, 2.8665157187919391e-7)]
    [TestCase(-3, 0.0013498980316300945)]
    [TestCase(-2.5, 0.0062096653257761352)]
    [TestCase(-1, 0.15865525393145705)]
    [TestCase(-0.1, 0.46017216272297101)]
    [TestCase(0, 0.5)]
    [TestCase(1, 0.84134474606854295)]
    [TestCase(2, 0.97724986805182079)]
    public void Cumulative_OfKnownPoints_IsRightToThirteenDigits(double z, double p) =>
        Assert.That(NormalDistribution.Cumulative(z), Is.EqualTo(p).Within(1e-13 * p));

    [Test]
    public void Cumulative_WhereTheMethodsMeet_HasNoStep()
    {
        var (inside, outside) = (NormalDistribution.Cumulative(-3),
            NormalDistribution.Cumulative(Math.BitDecrement(-3.0)));
        Assert.That(outside, Is.EqualTo(inside).Within(1e-15));
    }

    [Test]
    public void Cumulative_OfTheQuantile_IsTheProbability()
    {
        for (var i = 1; i < 1000; i++)
        {
            Assert.That(
                NormalDistribution.Cumulative(NormalDistribution.Quantile(i / 1000.0)),
                    Is.EqualTo(i / 1000.0).Within(1e-15));
        }
    }

    [Test]
    public void Ends_AreInfinite()
    {
        Assert.That(NormalDistribution.Quantile(0), Is.EqualTo(double.NegativeInfinity));
        Assert.That(NormalDistribution.Quantile(1), Is.EqualTo(double.PositiveInfinity));
        Assert.That(NormalDistribution.Quantile(-0.1), Is.NaN);
        Assert.That(NormalDistribution.Quantile(double.NaN), Is.NaN);
        Assert.That(NormalDistribution.Cumulative(double.NegativeInfinity), Is.Zero);
        Assert.That(NormalDistribution.Cumulative(double.PositiveInfinity), Is.EqualTo(1.0));
    }

    [Test]
    public void Density_AtTheMiddle_IsOneOverTheRootOfTwoPi() =>
        Assert.That(NormalDistribution.Density(0), Is.EqualTo(0.3989422804014327).Within(1e-16));
}
