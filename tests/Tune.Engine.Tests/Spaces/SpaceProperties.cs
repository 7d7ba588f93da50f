using System.Text.Json;
using CsCheck;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class SpaceProperties
{
    [Test]
    public void Sample_Always_IsContained() => Drawn((space, configuration) =>
        Assert.That(space.Contains(configuration, out var why), why));

    [Test]
    public void Sample_WithTheSameKey_IsTheSame() => Gen.Select(SomeSpace.Any, Gen.ULong).Sample((space, seed) =>
    {
        var one = space.Sample(KeyedRandom.For(seed, "test", 3));
        var two = space.Sample(KeyedRandom.For(seed, "test", 3));
        Assert.That(two, Is.EqualTo(one));
        Assert.That(two.Fingerprint, Is.EqualTo(one.Fingerprint));
    });

    [Test]
    public void Sample_IsThePointOfTheUnitCubeThatWasDrawn() =>
        Gen.Select(SomeSpace.Any, Gen.ULong).Sample((space, seed) =>
        {
            var random = KeyedRandom.For(seed, "test");
            var point = Enumerable.Range(0, space.Dimensions).Select(_ => random.NextUnit()).ToArray();
            var atPoint = space.FromUnit(point);
            if (space.Contains(atPoint))
            {
                Assert.That(space.Sample(KeyedRandom.For(seed, "test")), Is.EqualTo(atPoint));
            }
        });

    [Test]
    public void FromUnit_OfToUnit_IsTheConfiguration() => Drawn((space, configuration) =>
    {
        var unit = space.ToUnit(configuration);
        Assert.That(unit, Has.Length.EqualTo(space.Dimensions));
        Assert.That(unit, Has.All.InRange(0.0, 1.0));
        Assert.That(space.FromUnit(unit), Is.EqualTo(configuration));
    });

    [Test]
    public void Decode_OfEncode_IsTheConfiguration() => Drawn((space, configuration) =>
        Assert.That(space.Decode(space.Encode(configuration)), Is.EqualTo(configuration)));

    [Test]
    public void ConfigurationJson_ReadBack_IsEqualInOrderAndFingerprint() => Drawn((space, configuration) =>
    {
        var back = JsonSerializer.Deserialize<Configuration>(JsonSerializer.Serialize(configuration))!;
        Assert.That(back, Is.EqualTo(configuration));
        Assert.That(back.Select(e => e.Key), Is.EqualTo(configuration.Select(e => e.Key)));
        Assert.That(back.Fingerprint, Is.EqualTo(configuration.Fingerprint));
        Assert.That(space.Contains(back));
        Assert.That(space.ToUnit(back), Is.EqualTo(space.ToUnit(configuration)));
    });

    [Test]
    public void SpaceJson_ReadBackWithItsCode_IsEqualAndDrawsTheSame() =>
        Gen.Select(SomeSpace.Any, Gen.ULong).Sample((space, seed) =>
        {
            var json = JsonSerializer.Serialize(space);
            var read = JsonSerializer.Deserialize<SearchSpace>(json)!;
            Assert.That(read, Is.EqualTo(space));
            Assert.That(read.Fingerprint, Is.EqualTo(space.Fingerprint));
            Assert.That(JsonSerializer.Serialize(read), Is.EqualTo(json));
            Assert.That(
                read.WithCodeOf(space).Sample(KeyedRandom.For(seed, "test")),
                Is.EqualTo(space.Sample(KeyedRandom.For(seed, "test"))));
        });

    [Test]
    public void Complete_OfPartOfAConfiguration_KeepsThePart() =>
        Gen.Select(SomeSpace.Any, Gen.ULong, Gen.ULong).Sample((space, seed, mask) =>
        {
            var whole = space.Sample(KeyedRandom.For(seed, "test"));
            var part = Configuration.Empty;
            foreach (var (entry, i) in whole.Select((e, i) => (e, i)))
            {
                part = ((mask >> i) & 1) == 0 ? part : part.With(entry.Key, entry.Value);
            }

            var completed = space.Complete(part, KeyedRandom.For(seed, "complete"));
            Assert.That(space.Contains(completed, out var why), why);
            Assert.That(part.All(e => completed[e.Key] == e.Value));
        });

    [Test]
    public void Repair_OfAnotherSpacesConfiguration_IsContainedOrRefused() =>
        Gen.Select(SomeSpace.Any, SomeSpace.Any, Gen.ULong).Sample((space, other, seed) =>
        {
            var wish = other.Sample(KeyedRandom.For(seed, "wish"));
            if (space.Repair(wish, KeyedRandom.For(seed, "repair")) is { } repaired)
            {
                Assert.That(space.Contains(repaired, out var why), why);
            }
        });

    [Test]
    public void Fingerprint_OfConfigurations_IsEqualOnlyForEqualOnes() =>
        Gen.Select(SomeSpace.Any, Gen.ULong, Gen.ULong).Sample((space, a, b) =>
        {
            var (one, two) = (space.Sample(KeyedRandom.For(a, "test")), space.Sample(KeyedRandom.For(b, "test")));
            Assert.That(one.Fingerprint == two.Fingerprint, Is.EqualTo(one.Equals(two)));
        });

    private static void Drawn(Action<SearchSpace, Configuration> check) =>
        Gen.Select(SomeSpace.Any, Gen.ULong).Sample(
            (space, seed) => check(space, space.Sample(KeyedRandom.For(seed, "test"))));
}
