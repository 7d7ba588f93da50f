using System.Text.Json;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

internal sealed class AllocationTests
{
    private static readonly Allocation s_two = Allocation.Of(
        [new NodeShare("b", SlotSet.Of(3, 1)), new NodeShare("a", SlotSet.Of(0), new Resources(2, 0.5))]);

    [Test]
    public void Allocation_OfSeveralNodes_SaysWhoLeadsAndWhatIsWhere()
    {
        Assert.That((s_two.Node, s_two.Slot, s_two.Width, s_two.Count), Is.EqualTo(("b", 1, 3, 2)));
        Assert.That(s_two.On("a"), Is.EqualTo(SlotSet.Of(0)));
        Assert.That(s_two.On("c"), Is.EqualTo(SlotSet.Empty));
        Assert.That($"{s_two}", Is.EqualTo("b/1+3, a/0"));
    }

    [Test]
    public void Allocation_Empty_IsTheDefault() => Assert.That(
        (Allocation.Empty.Node, Allocation.Empty.Width, Allocation.Empty == Allocation.Of([])),
        Is.EqualTo(("", 0, true)));

    [Test]
    public void Allocation_IsEqualByContentAndOrder()
    {
        Assert.That(Allocation.On("n", 2, 1), Is.EqualTo(Allocation.On("n", SlotSet.Of(1, 2))));
        Assert.That(
            Allocation.On("n", 1, 2).GetHashCode(), Is.EqualTo(Allocation.On("n", SlotSet.Of(2, 1)).GetHashCode()));
        Assert.That(Allocation.Of(s_two.Reverse()), Is.Not.EqualTo(s_two));
        Assert.That(Allocation.On("n", 1), Is.Not.EqualTo(Allocation.On("n", 2)));
    }

    [Test]
    public void Of_ANodeTwiceOrWithoutSlots_IsRefused()
    {
        Assert.That(() => Allocation.Of([.. s_two, .. s_two]), Throws.ArgumentException.With.Message.Contains("'b'"));
        Assert.That(
            () => Allocation.On("n"), Throws.ArgumentException.With.Message.Contains("without a slot"));
    }

    [TestCase("""[{"node":"b","slots":[1,3]},{"node":"a","slots":[0],"each":{"Cpu":2,"Gpu":0.5}}]""")]
    public void Json_ThereAndBack_IsTheSame(string json)
    {
        Assert.That(JsonSerializer.Deserialize<Allocation>(json), Is.EqualTo(s_two));
        Assert.That(
            JsonSerializer.Deserialize<Allocation>(JsonSerializer.Serialize(s_two)), Is.EqualTo(s_two));
    }

    [TestCase("{}")]
    [TestCase("""[{"node":"b"}]""")]
    [TestCase("""[{"nodes":"b","slots":[1]}]""")]
    public void Json_ThatMakesNoSense_IsRefused(string json) =>
        Assert.That(() => JsonSerializer.Deserialize<Allocation>(json), Throws.InstanceOf<JsonException>());
}
