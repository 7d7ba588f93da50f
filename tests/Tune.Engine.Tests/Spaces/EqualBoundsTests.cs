using System.Text.Json;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

/// <summary>A range whose ends are the same is its one value.</summary>
internal sealed class EqualBoundsTests
{
    private sealed record Fixed(
        [Uniform(0.5, 0.5)] double Rate, [LogUniform(2, 2)] double Scale, [IntRange(4, 4)] int Layers,
        [LogIntRange(8, 8)] long Width);

    private static readonly SearchSpace Space = new SearchSpace()
        .Uniform("rate", 0.5, 0.5).LogUniform("scale", 2, 2).Integer("layers", 4, 4).LogInteger("width", 8, 8);

    [Test]
    public void Sample_OfEqualBounds_IsThatValue()
    {
        var config = Space.Sample(KeyedRandom.For(1, "some"));

        Assert.That(config, Is.EqualTo(
            Configuration.Of(("rate", 0.5), ("scale", 2.0), ("layers", 4), ("width", 8))));
        Assert.That((Space.Dimensions, Space.Cardinality), Is.EqualTo((0, 1L)));
        Assert.That(JsonSerializer.Deserialize<SearchSpace>(JsonSerializer.Serialize(Space)), Is.EqualTo(Space));
    }

    [Test]
    public void Typed_OfEqualBounds_IsThatValue()
    {
        Assert.That(SearchSpace.Of<Fixed>(), Is.EqualTo(Space));
        Assert.That(
            SearchSpace.Bind<Fixed>(Space.Sample(KeyedRandom.For(1, "some"))), Is.EqualTo(new Fixed(0.5, 2, 4, 8)));
    }

    [Test]
    public void Read_RangeOfEqualBoundsInJson_IsThatValue() => Assert.That(
        JsonSerializer.Deserialize<SearchSpace>(
            JsonSerializer.Serialize(new SearchSpace().Integer("n", 4, 5)).Replace("5", "4", StringComparison.Ordinal)),
        Is.EqualTo(new SearchSpace().Constant("n", 4)));
}
