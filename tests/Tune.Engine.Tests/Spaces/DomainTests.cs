using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class DomainTests
{
    [Test]
    public void Uniform_BothEnds_AreReachedExactly()
    {
        var domain = new RealDomain(-0.3, 0.7);
        Assert.That(domain.FromUnit(0).AsReal(), Is.EqualTo(-0.3));
        Assert.That(domain.FromUnit(1).AsReal(), Is.EqualTo(0.7));
        Assert.That(domain.FromUnit(0.5).AsReal(), Is.EqualTo(0.2).Within(1e-16));
    }

    [Test]
    public void Uniform_OverTheWidestRange_StaysFinite()
    {
        var domain = new RealDomain(-double.MaxValue, double.MaxValue);
        Assert.That(domain.FromUnit(0.75).AsReal(), Is.EqualTo(double.MaxValue / 2).Within(1).Ulps);
        Assert.That(domain.ToUnit(double.MaxValue), Is.EqualTo(1.0));
    }

    [TestCase(1e-4, 1e-1)]
    [TestCase(1e-300, 1e300)]
    [TestCase(5e-324, 1.0)]
    [TestCase(0.999, 1.001)]
    public void LogUniform_BothEnds_AreReachedExactly(double low, double high)
    {
        var domain = new RealDomain(low, high, log: true);
        Assert.That(domain.FromUnit(0).AsReal(), Is.EqualTo(low));
        Assert.That(domain.FromUnit(1).AsReal(), Is.EqualTo(high));
        Assert.That(domain.ToUnit(low), Is.Zero);
        Assert.That(domain.ToUnit(high), Is.EqualTo(1.0));
    }

    [Test]
    public void LogUniform_InTheMiddle_IsTheGeometricMean() => Assert.That(
        new RealDomain(1e-4, 1, log: true).FromUnit(0.5).AsReal(), Is.EqualTo(1e-2).Within(1e-16));

    [Test]
    public void SteppedUniform_OfDecimals_GivesTheNearestDoubles()
    {
        var domain = new RealDomain(0, 1, step: 0.1);
        double[] wanted = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
        Assert.That(domain.Cardinality, Is.EqualTo(11));
        Assert.That(wanted.Select((_, i) => domain.FromUnit((i + 0.5) / 11).AsReal()), Is.EqualTo(wanted));
    }

    [Test]
    public void SteppedUniform_OfThirds_ReachesBothEnds()
    {
        var domain = new RealDomain(0, 1, step: 1.0 / 3);
        Assert.That(domain.Cardinality, Is.EqualTo(4));
        Assert.That(domain.FromUnit(0).AsReal(), Is.Zero);
        Assert.That(domain.FromUnit(1).AsReal(), Is.EqualTo(1).Within(1e-15));
    }

    [Test]
    public void SteppedUniform_OfAValueWithARoundingError_ContainsItAndGivesTheExactOne()
    {
        var domain = new RealDomain(0, 1, step: 0.1);
        Assert.That(domain.Contains(0.1 + 0.2));
        Assert.That(domain.Nearest(0.1 + 0.2).AsReal(), Is.EqualTo(0.3));
        Assert.That(domain.Contains(0.35), Is.False);
        Assert.That(domain.Contains(1.1), Is.False);
    }

    [Test]
    public void SteppedLogUniform_NearTheLowEnd_HasWiderCells()
    {
        var domain = new RealDomain(1, 100, log: true, step: 1);
        Assert.That(domain.Cardinality, Is.EqualTo(100));
        Assert.That(WidthOf(domain, 1), Is.EqualTo(Math.Log(1.5 / 0.5) / Math.Log(100.5 / 0.5)).Within(1e-4));
        Assert.That(WidthOf(domain, 100), Is.EqualTo(Math.Log(100.5 / 99.5) / Math.Log(100.5 / 0.5)).Within(1e-4));
    }

    [Test]
    public void Integer_BothBounds_AreIncludedWithFullCells()
    {
        var domain = new IntegerDomain(1, 4);
        Assert.That(domain.Cardinality, Is.EqualTo(4));
        Assert.That(new[] { 0, 0.2499, 0.25, 0.4999, 0.5, 0.7499, 0.75, 1 }.Select(u => domain.FromUnit(u).AsInteger()),
            Is.EqualTo(new long[] { 1, 1, 2, 2, 3, 3, 4, 4 }));
        Assert.That(domain.ToUnit(1), Is.EqualTo(0.125));
    }

    [Test]
    public void Integer_WithAStep_IncludesTheHighBound()
    {
        var domain = new IntegerDomain(16, 64, log: false, step: 16);
        Assert.That(domain.Cardinality, Is.EqualTo(4));
        Assert.That(domain.FromUnit(1).AsInteger(), Is.EqualTo(64));
        Assert.That(domain.Contains(48));
        Assert.That(domain.Contains(40), Is.False);
        Assert.That(domain.Nearest(55).AsInteger(), Is.EqualTo(48));
    }

    [Test]
    public void Integer_OfAWholeReal_ContainsItAndGivesAWholeNumber()
    {
        Assert.That(new IntegerDomain(1, 4).Contains(2.0));
        Assert.That(new IntegerDomain(1, 4).Nearest(2.0).Kind, Is.EqualTo(ValueKind.Integer));
        Assert.That(new IntegerDomain(1, 4).Contains(2.5), Is.False);
    }

    [TestCase(1, 10)]
    [TestCase(1, 1_000_000_000_000)]
    [TestCase(999_999_000_000, 1_000_000_000_000)]
    public void LogInteger_NearTheEnds_GivesEveryValueBack(long low, long high)
    {
        var domain = new IntegerDomain(low, high, log: true);
        foreach (var value in new[] { low, low + 1, low + 2, high - 2, high - 1, high })
        {
            Assert.That(domain.FromUnit(domain.ToUnit(value)).AsInteger(), Is.EqualTo(value));
        }
    }

    [Test]
    public void Integer_OfTheWidestRange_GivesEveryValueBack()
    {
        var domain = new IntegerDomain(0, 1_000_000_000_000_000);
        foreach (var value in new[] { 0, 1, 2, 333_333_333_333_333, 999_999_999_999_999, 1_000_000_000_000_000 })
        {
            Assert.That(domain.FromUnit(domain.ToUnit(value)).AsInteger(), Is.EqualTo(value));
        }
    }

    [Test]
    public void Normal_AtKnownCoordinates_IsTheQuantile()
    {
        var domain = new NormalDomain(10, 2);
        Assert.That(domain.FromUnit(0.5).AsReal(), Is.EqualTo(10.0));
        Assert.That(domain.FromUnit(0.975).AsReal(), Is.EqualTo(10 + (2 * 1.959963984540054)).Within(1e-13));
        Assert.That(domain.ToUnit(8), Is.EqualTo(0.15865525393145705).Within(1e-15));
    }

    [Test]
    public void Normal_AtTheEnds_IsFinite()
    {
        Assert.That(new NormalDomain(0, 1).FromUnit(0).AsReal(), Is.InRange(-8.3, -8.2));
        Assert.That(new NormalDomain(0, 1).FromUnit(1).AsReal(), Is.InRange(8.2, 8.3));
    }

    [Test]
    public void LogNormal_Always_IsAboveZero()
    {
        var domain = new NormalDomain(0, 1, log: true);
        Assert.That(domain.FromUnit(0.5).AsReal(), Is.EqualTo(1.0));
        Assert.That(domain.Contains(0), Is.False);
        Assert.That(domain.Nearest(-5).AsReal(), Is.GreaterThan(0));
    }

    [Test]
    public void SteppedNormal_GivesWholeMultiplesOfTheStep()
    {
        var domain = new NormalDomain(100, 10, step: 5);
        Assert.That(domain.FromUnit(0.5).AsReal(), Is.EqualTo(100.0));
        Assert.That(domain.FromUnit(0.9).AsReal(), Is.EqualTo(115.0));
        Assert.That(domain.Contains(102), Is.False);
        Assert.That(new NormalDomain(0, 1, log: true, step: 0.5).FromUnit(0).AsReal(), Is.EqualTo(0.5));
    }

    [Test]
    public void Choice_OfWholeAndRealNumbers_IsReal()
    {
        var domain = new ChoiceDomain([1, 0.5]);
        Assert.That(domain.Values.Select(v => v.Kind), Has.All.EqualTo(ValueKind.Real));
        Assert.That(domain.Contains(1));
    }

    [Test]
    public void Choice_Cells_AreTheListInOrder()
    {
        var domain = new ChoiceDomain(["a", "b", "c", "d"]);
        Assert.That(domain.FromUnit(0.49).AsText(), Is.EqualTo("b"));
        Assert.That(domain.ToUnit("c"), Is.EqualTo(0.625));
        Assert.That(domain.Encode("c"), Is.EqualTo(2.0));
        Assert.That(domain.IsOrdered, Is.False);
        Assert.That(new OrdinalDomain(["a", "b"]).IsOrdered);
    }

    [Test]
    public void Boolean_Cells_AreFalseThenTrue()
    {
        Assert.That(new BooleanDomain().FromUnit(0.2).AsBoolean(), Is.False);
        Assert.That(new BooleanDomain().FromUnit(0.8).AsBoolean());
    }

    [Test]
    public void Constant_HasNoChoice()
    {
        var domain = new ConstantDomain(10);
        Assert.That(domain.IsFree, Is.False);
        Assert.That(domain.Nearest(3), Is.EqualTo((ParameterValue)10));
    }

    [Test]
    public void ToUnit_OfAForeignValue_SaysWhatIsAllowed() =>
        Assert.That(() => new ChoiceDomain([32, 64]).ToUnit(48), Throws.InstanceOf<ArgumentOutOfRangeException>()
            .With.Message.Contains("allowed is one of 32, 64"));

    [Test]
    public void Equality_IsByValue()
    {
        Assert.That(new ChoiceDomain([1, 2]), Is.EqualTo(new ChoiceDomain([ParameterValue.Integer(1), 2])));
        Assert.That(new ChoiceDomain([1, 2]), Is.Not.EqualTo((Domain)new OrdinalDomain([1, 2])));
        Assert.That(new RealDomain(0, 1), Is.EqualTo(new RealDomain(0, 1, log: false)));
        Assert.That(new RealDomain(0, 1), Is.Not.EqualTo(new RealDomain(0, 1, step: 0.5)));
    }

    // By counting a fine raster.
    private static double WidthOf(Domain domain, double value)
    {
        const int raster = 200_000;
        return Enumerable.Range(0, raster).Count(i => domain.FromUnit((i + 0.5) / raster).AsReal() == value)
            / (double)raster;
    }
}
