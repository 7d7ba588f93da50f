using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

internal sealed class ResourcesTests
{
    [TestCase(0)]
    [TestCase(0.25)]
    [TestCase(1)]
    [TestCase(4)]
    public void Problems_GpuAsShareOrCount_HasNone(double gpu) =>
        Assert.That(new Resources(1, gpu).With("license", 3).Problems(), Is.Empty);

    [TestCase(-1)]
    [TestCase(1.5)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Problems_GpuThatIsNeither_NamesTheFieldAndWhatIsAllowed(double gpu) => Assert.That(
        new Resources(1, gpu).Problems().Single(),
        Does.StartWith("Resources.Gpu is ").And.Contain("a share of one card").And.Contain("whole number"));

    // As one reads it is as it is.
    [TestCase(0.00001)]
    [TestCase(1.0 / 3)]
    [TestCase(12_345.678901)]
    public void ToString_AnyAmount_IsExact(double amount)
    {
        var text = $"{new Resources(amount, 0.5)}";

        Assert.That(double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture), Is.EqualTo(amount), text);
    }

    [Test]
    public void Problems_QuotaOfNothing_IsRefusedWithTheFieldsName()
    {
        var free = new Resources(0);
        Assert.That(
            new ResourceQuota { Cpu = 0 }.Problems(free).Single(),
            Is.EqualTo("Placement.Quota.Cpu is 0; it must be above 0, or absent."));
        Assert.That(
            new ResourceQuota { MemoryBytes = 0 }.Problems(free).Single(),
            Does.StartWith("Placement.Quota.MemoryBytes is 0"));
        Assert.That(
            new ResourceQuota { Cpu = double.PositiveInfinity }.Problems(free).Single(),
            Does.StartWith("Placement.Quota.Cpu is "));
        Assert.That(new ResourceQuota { Gpu = 0, Cpu = 1, MemoryBytes = 1 }.Problems(free), Is.Empty, "no cards");
    }

    [TestCase("license", 0)]
    [TestCase("license", -1)]
    [TestCase("license", double.NaN)]
    public void Problems_AmountOfSomethingNamed_NamesIt(string name, double amount) => Assert.That(
        new Resources().With(name, amount).Problems().Single(), Does.StartWith("Resources.Named['license'] is "));

    [Test]
    public void Problems_NameThatIsNone_IsQuoted() => Assert.That(
        new Resources().With("a b", 1).Problems().Single(), Does.Contain("the name 'a b'"));

    [Test]
    public void Resources_AreEqualByContent_NamedOnesIncluded()
    {
        var one = new Resources(2, 0.5).With("b", 1).With("a", 2);
        Assert.That(one, Is.EqualTo(new Resources(2, 0.5).With("a", 2).With("b", 1)));
        Assert.That(one, Is.Not.EqualTo(one.With("a", 3)));
        Assert.That(
            new Resources { Named = ImmutableSortedDictionary<string, double>.Empty }, Is.EqualTo(new Resources()));
        Assert.That($"{one}", Is.EqualTo("2 cpu, 0.5 gpu, 2 a, 1 b"));
    }

    [Test]
    public void Times_MultipliesEverything() => Assert.That(
        new Resources(0.5, 1, 100).With("license", 2).Times(3),
        Is.EqualTo(new Resources(1.5, 3, 300).With("license", 6)));

    [TestCase("""{"Cpu":2,"Gpu":1,"MemoryBytes":5}""")]
    public void Json_OfTheFirstForm_StillReads(string json) =>
        Assert.That(JsonSerializer.Deserialize<Resources>(json), Is.EqualTo(new Resources(2, 1, 5)));

    [Test]
    public void Json_ThereAndBack_IsTheSame()
    {
        var all = new Resources(2, 0.25, 5).With("license", 3);
        Assert.That(JsonSerializer.Deserialize<Resources>(JsonSerializer.Serialize(all)), Is.EqualTo(all));
    }

    [Test]
    public void Placement_ThatLetsNothingRun_IsAProblem()
    {
        var policy = new PlacementPolicy(0) { Quota = new ResourceQuota { Cpu = 1, Slots = 0 } };

        Assert.That(policy.Problems(new Resources(2)), Is.EquivalentTo((string[])[
            "Placement.Weight is 0; it must be above 0.",
            "Placement.Quota.Slots is 0; it must be 1 or more, or absent.",
            "Placement.Quota.Cpu is 1; it must be at least the 2 that one trial takes, or absent.",
        ]));
    }
}
