using MathNet.Numerics.Integration;
using Tune.Schedulers.Search.Gp;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class NormalLogsTests
{
    private static readonly double[] Places = [-40, -12, -5, -3.001, -2.999, -1, 0, 0.7, 3, 8];

    [TestCaseSource(nameof(Places))]
    public void Improvement_AnyWhere_IsTheIntegral(double z)
    {
        // h(z) = integral over t > 0 of t phi(t - z). With exp(-z²/2) taken out it neither overflows nor vanishes.
        var integral = GaussLegendreRule.Integrate(
            t => t * Math.Exp((z * t) - (t * t / 2)), 0, Math.Max(0, z) + (z < -3 ? 40 / -z : 12), 256);
        var expected = Math.Log(integral) - (z * z / 2) - (Math.Log(2 * Math.PI) / 2);

        Assert.That(NormalLogs.Improvement(z, out _), Is.EqualTo(expected).Within(1e-9));
    }

    [TestCaseSource(nameof(Places))]
    public void Cumulative_AnyWhere_IsTheIntegral(double z)
    {
        var integral = GaussLegendreRule.Integrate(
            t => Math.Exp((z * t) - (t * t / 2)), 0, Math.Max(0, z) + (z < -3 ? 40 / -z : 12), 256);
        var expected = Math.Log(integral) - (z * z / 2) - (Math.Log(2 * Math.PI) / 2);

        Assert.That(NormalLogs.Cumulative(z, out _), Is.EqualTo(expected).Within(1e-9));
    }

    [TestCaseSource(nameof(Places))]
    public void Slopes_AnyWhere_AreThoseOfFiniteDifferences(double z)
    {
        NormalLogs.Improvement(z, out var improvement);
        NormalLogs.Cumulative(z, out var cumulative);
        double Slope(Func<double, double> f) => (f(z + 1e-5) - f(z - 1e-5)) / 2e-5;

        Assert.That(improvement, Is.EqualTo(Slope(x => NormalLogs.Improvement(x, out _))).Within(1e-5));
        Assert.That(cumulative, Is.EqualTo(Slope(x => NormalLogs.Cumulative(x, out _))).Within(1e-5));
    }

    [Test]
    public void Logs_FarOut_StayFiniteAndRise()
    {
        Assert.That(NormalLogs.Improvement(-1e6, out _), Is.EqualTo(-5e11).Within(1e3));
        Assert.That(NormalLogs.Improvement(-1e6, out _), Is.LessThan(NormalLogs.Improvement(-1e6 + 1, out _)));
        Assert.That(NormalLogs.Cumulative(-1e6, out _), Is.EqualTo(-5e11).Within(1e3));
    }
}
