using System.Text.Json;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

/// <summary>Null as one of the values: no limit beside some limits.</summary>
internal sealed class NullChoiceTests
{
    private enum Kind
    {
        Plain,
        WithRest,
    }

    private sealed record Typed(
        [Choice(16, 32, null)] int? Depth, [Ordinal(0.5, 1, null)] double? Clip, [Choice("a", null)] string? Name,
        Kind? Kind, bool? Flag);

    private static readonly SearchSpace Space = new SearchSpace()
        .Choice("depth", 16, 32, null).Ordinal("clip", 0.5, 1.0, null).Choice("name", "a", null)
        .Choice("kind", "plain", "with_rest", null).Choice("flag", false, true, null);

    [Test]
    public void Sample_ManyTimes_GivesEveryValueAndItsPlace()
    {
        var depths = new HashSet<ParameterValue>();
        for (var i = 0; i < 50; i++)
        {
            var config = Space.Sample(KeyedRandom.For(1, "some", i));
            depths.Add(config["depth"]);

            Assert.That(Space.Contains(config, out var why), Is.True, why);
            Assert.That(Space.FromUnit(Space.ToUnit(config)), Is.EqualTo(config));
            Assert.That(Space.Decode(Space.Encode(config)), Is.EqualTo(config));
            Assert.That(
                JsonSerializer.Deserialize<Configuration>(JsonSerializer.Serialize(config)), Is.EqualTo(config));
            Assert.That(SearchSpace.Unbind(SearchSpace.Bind<Typed>(config)), Is.EqualTo(config));
        }

        Assert.That(depths, Is.EquivalentTo(new ParameterValue[] { 16, 32, ParameterValue.Null }));
    }

    [Test]
    public void Space_ThroughAttributesAndJson_IsTheSame()
    {
        Assert.That(SearchSpace.Of<Typed>(), Is.EqualTo(Space));
        Assert.That(JsonSerializer.Deserialize<SearchSpace>(JsonSerializer.Serialize(Space)), Is.EqualTo(Space));
        Assert.That(Space.Cardinality, Is.EqualTo(3 * 3 * 2 * 3 * 3));
    }

    [Test]
    public void Bind_Null_IsNullAndIsThere()
    {
        var config = Configuration.Of(
            ("depth", ParameterValue.Null), ("clip", ParameterValue.Null), ("name", null), ("kind", null),
            ("flag", null));

        Assert.That(SearchSpace.Bind<Typed>(config), Is.EqualTo(new Typed(null, null, null, null, null)));
        Assert.That((config.Has("depth"), config["depth"].IsNull, config["depth"].IsAbsent),
            Is.EqualTo((true, true, false)));
        Assert.That(JsonSerializer.Serialize(config), Does.StartWith("""{"depth":null,"""));
        Assert.That($"{config}", Does.StartWith("depth=null, "));
    }

    [Test]
    public void When_OnNull_OpensTheBranch()
    {
        var space = new SearchSpace().Choice("limit", 1, null)
            .When("limit", ParameterValue.Null, branch => branch.Integer("rest", 1, 3));

        Assert.That(space.Contains(Configuration.Of(("limit", null), ("rest", 2))), Is.True);
        Assert.That(space.Contains(Configuration.Of(("limit", 1), ("rest", 2))), Is.False);
        Assert.That(space.Cardinality, Is.EqualTo(4));
    }

    private sealed record Hard([Choice(16, null)] int Depth);

    [Test]
    public void Of_NullForATypeWithoutIt_SaysWhatWouldHoldIt() => Assert.That(
        () => SearchSpace.Of<Hard>(),
        Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains(
            "is int, which cannot hold the value 'null' of its attribute; make it int?"));
}
