using CsCheck;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class DomainProperties
{
    [Test]
    public void Problem_OfGeneratedDomains_IsNone() => SomeSpace.Free.Sample(d => Assert.That(d.Problem, Is.Null));

    [Test]
    public void Sample_Always_StaysInTheDomain() =>
        Gen.Select(SomeSpace.Free, SomeSpace.Random).Sample((domain, random) =>
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.That(domain.Contains(domain.Sample(random)));
        }
    });

    [Test]
    public void FromUnit_AtAndBeyondTheEnds_StaysInTheDomain() => SomeSpace.Free.Sample(domain =>
    {
        double[] units = [0, 1, -1, 2, double.NaN, double.Epsilon, Math.BitDecrement(1.0), double.PositiveInfinity];
        foreach (var unit in units)
        {
            Assert.That(domain.Contains(domain.FromUnit(unit)), $"at {unit}");
        }
    });

    [Test]
    public void ToUnit_OfASample_LiesInTheUnitIntervalAndGivesItBackExactly() =>
        Gen.Select(SomeSpace.Free, SomeSpace.Random).Sample((domain, random) =>
        {
            for (var i = 0; i < 20; i++)
            {
                var value = domain.Sample(random);
                var unit = domain.ToUnit(value);
                Assert.That(unit, Is.InRange(0.0, 1.0));
                Assert.That(domain.FromUnit(unit), Is.EqualTo(value));
            }
        });

    [Test]
    public void ToUnit_OfAnyReal_GivesItBackUpToRounding() =>
        Gen.Select(Gen.OneOf(SomeSpace.Real, SomeSpace.LogReal), Gen.Double.Unit).Sample((domain, part) =>
        {
            var real = (RealDomain)domain;
            var value = Math.Clamp(real.Low + (part * (real.High - real.Low)), real.Low, real.High);
            var back = real.FromUnit(real.ToUnit(value)).AsReal();
            var scale = real.Log
                ? value * (1 + Math.Log(real.High / real.Low))
                : Math.Abs(real.Low) + Math.Abs(real.High);
            Assert.That(back, Is.EqualTo(value).Within(4e-16 * scale));
        });

    [Test]
    public void ToUnit_OfEveryValueOfAFiniteDomain_GivesItBackExactly() =>
        Gen.OneOf(SomeSpace.SteppedReal, SomeSpace.Listed).Sample(domain =>
        {
            for (var i = 0; i < domain.Cardinality; i++)
            {
                var value = domain is ListDomain list ? list.Values[i] : ValueAt((RealDomain)domain, i);
                Assert.That(domain.FromUnit(domain.ToUnit(value)), Is.EqualTo(value));
            }
        });

    [Test]
    public void FromUnit_OnALinearFiniteDomain_GivesEveryValueTheSameWidth() =>
        Gen.Select(Gen.Long[-1000, 1000], Gen.Long[1, 60], Gen.Long[1, 9]).Sample((low, count, step) =>
        {
            var domain = new IntegerDomain(low, low + (count * step), log: false, step);
            var width = 1.0 / (count + 1);
            for (var i = 0L; i <= count; i++)
            {
                Assert.That(domain.FromUnit((i + 1e-9) * width).AsInteger(), Is.EqualTo(low + (i * step)));
                Assert.That(domain.FromUnit((i + 1 - 1e-9) * width).AsInteger(), Is.EqualTo(low + (i * step)));
            }
        });

    [Test]
    public void FromUnit_OfOrderedNumbers_NeverFalls() =>
        Gen.Select(Gen.OneOf(SomeSpace.Real, SomeSpace.LogReal, SomeSpace.SteppedReal, SomeSpace.Normal,
            SomeSpace.Integer),
            Gen.Double.Unit, Gen.Double.Unit).Sample((domain, a, b) =>
            Assert.That(
                domain.FromUnit(Math.Min(a, b)).AsReal(),
                    Is.LessThanOrEqualTo(domain.FromUnit(Math.Max(a, b)).AsReal())));

    [Test]
    public void Decode_OfTheCode_IsTheValueExactly() =>
        Gen.Select(SomeSpace.Free, SomeSpace.Random).Sample((domain, random) =>
        {
            var value = domain.Sample(random);
            Assert.That(domain.Decode(domain.Encode(value)), Is.EqualTo(value));
        });

    [Test]
    public void Nearest_OfAnyNumber_IsInTheDomain() =>
        Gen.Select(Gen.OneOf(SomeSpace.Real, SomeSpace.LogReal, SomeSpace.SteppedReal, SomeSpace.Normal,
            SomeSpace.Integer),
            Gen.Double[-1e12, 1e12]).Sample((domain, number) => Assert.That(domain.Contains(domain.Nearest(number))));

    [Test]
    public void Nearest_OfAnAllowedValue_IsTheValue() =>
        Gen.Select(SomeSpace.Free, SomeSpace.Random).Sample((domain, random) =>
        {
            var value = domain.Sample(random);
            Assert.That(domain.Nearest(value), Is.EqualTo(value));
        });

    private static ParameterValue ValueAt(RealDomain domain, int index) =>
        domain.Nearest(domain.Low + (index * domain.Step!.Value));
}
