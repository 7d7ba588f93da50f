using System.Text.Json;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class SmokeTests
{
    [Test]
    public void Space_OfEveryKind_SamplesAndReturns()
    {
        var space = new SearchSpace()
            .LogUniform("lr", 1e-4, 1e-1).Uniform("dropout", 0, 0.6, 0.1).Choice("hidden", 32, 64, 128)
            .Integer("layers", 1, 4).LogInteger("batch", 8, 512).Normal("bias", 0, 1, 0.25).LogNormal("scale", 0, 1)
            .Ordinal("size", "s", "m", "l").Boolean("bn").Constant("epochs", 10).Grid("fold", 0, 1, 2)
            .Choice("optimizer", "sgd", "adam")
            .When("optimizer", "sgd", s => s.Uniform("momentum", 0, 1).When("bn", true, t => t.Normal("eps", 0, 1)))
            .Derive("hidden2", c => c.Integer("hidden") * 2)
            .Require("fits", c => c.Integer("hidden") * c.Integer("layers") <= 256);
        space.Validate();
        for (var i = 0; i < 1000; i++)
        {
            var c = space.Sample(KeyedRandom.For(1, "t", i));
            Assert.That(space.Contains(c, out var why), why);
            Assert.That(space.FromUnit(space.ToUnit(c)), Is.EqualTo(c));
            Assert.That(space.Decode(space.Encode(c)), Is.EqualTo(c));
            var back = JsonSerializer.Deserialize<Configuration>(JsonSerializer.Serialize(c))!;
            Assert.That(back, Is.EqualTo(c));
            Assert.That(back.Fingerprint, Is.EqualTo(c.Fingerprint));
        }

        var json = JsonSerializer.Serialize(space);
        TestContext.Out.WriteLine(json);
        TestContext.Out.WriteLine(space);
        TestContext.Out.WriteLine(JsonSerializer.Serialize(space.Sample(KeyedRandom.For(1, "t"))));
        var read = JsonSerializer.Deserialize<SearchSpace>(json)!;
        Assert.That(read, Is.EqualTo(space));
        Assert.That(read.Fingerprint, Is.EqualTo(space.Fingerprint));
        Assert.That(
            read.WithCodeOf(space).Sample(KeyedRandom.For(1, "t")),
            Is.EqualTo(space.Sample(KeyedRandom.For(1, "t"))));
    }
}
