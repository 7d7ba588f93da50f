using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

/// <summary>Do samples follow the distribution that was asked for? Seeded, with bounds that hold by a wide
/// margin.</summary>
public sealed class SamplingTests
{
    private const int Draws = 20_000;

    private static readonly (Domain Domain, Func<double, double> Cumulative)[] Continuous =
    [
        (new RealDomain(-2, 3), x => (x + 2) / 5),
        (new RealDomain(1e-4, 1e-1, log: true), x => Math.Log(x / 1e-4) / Math.Log(1e3)),
        (new NormalDomain(5, 2), x => NormalDistribution.Cumulative((x - 5) / 2)),
        (new NormalDomain(-1, 0.5, log: true), x => NormalDistribution.Cumulative((Math.Log(x) + 1) / 0.5)),
    ];

    private static readonly (Domain Domain, Func<double, double> Share)[] Finite =
    [
        (new IntegerDomain(1, 8), _ => 1.0 / 8),
        (new IntegerDomain(0, 50, log: false, step: 10), _ => 1.0 / 6),
        (new IntegerDomain(1, 16, log: true), x => Math.Log((x + 0.5) / (x - 0.5)) / Math.Log(33)),
        (new RealDomain(0, 1, step: 0.1), _ => 1.0 / 11),
        (new RealDomain(2, 8, log: true, step: 2), x => Math.Log((x + 1) / (x - 1)) / Math.Log(9)),
        (new ChoiceDomain([0, 1, 2, 3, 4]), _ => 0.2),
        (new NormalDomain(0, 1, step: 0.5), x =>
            NormalDistribution.Cumulative(x + 0.25) - NormalDistribution.Cumulative(x - 0.25)),
    ];

    // Kolmogorov-Smirnov: 1.63 / sqrt(n) is passed by chance in one case of a hundred, 2.2 in one of ten thousand.
    [TestCaseSource(nameof(Continuous))]
    public void Samples_OfAContinuousDomain_FollowItsDistribution((Domain Domain, Func<double, double> Cumulative) item)
    {
        var drawn = Draw(item.Domain);
        Array.Sort(drawn);
        var widest = drawn.Select((x, i) => Math.Abs(item.Cumulative(x) - ((i + 0.5) / Draws))).Max();
        Assert.That(widest, Is.LessThan(2.2 / Math.Sqrt(Draws)));
    }

    [TestCaseSource(nameof(Finite))]
    public void Samples_OfAFiniteDomain_HaveTheirShares((Domain Domain, Func<double, double> Share) item)
    {
        foreach (var group in Draw(item.Domain).GroupBy(x => x))
        {
            var share = item.Share(group.Key);
            var deviation = Math.Sqrt(share * (1 - share) / Draws);
            Assert.That(group.Count() / (double)Draws, Is.EqualTo(share).Within((5 * deviation) + (1.0 / Draws)));
        }
    }

    [Test]
    public void Samples_OfNeighbouringTrials_AreIndependent()
    {
        var space = new SearchSpace().Uniform("a", 0, 1).Uniform("b", 0, 1);
        var drawn = Enumerable.Range(0, Draws).Select(i => space.Sample(KeyedRandom.For(3, "test", i))).ToArray();
        var a = drawn.Select(c => c.Real("a") - 0.5).ToArray();
        var b = drawn.Select(c => c.Real("b") - 0.5).ToArray();
        const double variance = 1.0 / 12;
        Assert.That(a.Zip(b, (x, y) => x * y).Average() / variance, Is.EqualTo(0).Within(5 / Math.Sqrt(Draws)));
        Assert.That(a.Zip(a.Skip(1), (x, y) => x * y).Average() / variance, Is.EqualTo(0).Within(5 / Math.Sqrt(Draws)));
    }

    private static double[] Draw(Domain domain)
    {
        var random = KeyedRandom.For(11, "test");
        return [.. Enumerable.Range(0, Draws).Select(_ => domain.Sample(random).AsReal())];
    }
}
