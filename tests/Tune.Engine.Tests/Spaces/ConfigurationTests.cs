using System.Text.Json;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class ConfigurationTests
{
    private static readonly Configuration Some = Configuration.Of(
        ("lr", 0.01), ("hidden", 64), ("optimizer", "sgd"), ("optimizer/nesterov", true));

    [Test]
    public void Of_NamesAndValues_KeepsTheOrder()
    {
        Assert.That(Some.Select(e => e.Key), Is.EqualTo(new[] { "lr", "hidden", "optimizer", "optimizer/nesterov" }));
        Assert.That(Some.ToString(), Is.EqualTo("lr=0.01, hidden=64, optimizer=sgd, optimizer/nesterov=true"));
        Assert.That(Some.Count, Is.EqualTo(4));
    }

    [Test]
    public void Getters_OfTheRightKind_GiveTheValue()
    {
        Assert.That(Some.Real("lr"), Is.EqualTo(0.01));
        Assert.That(Some.Real("hidden"), Is.EqualTo(64.0));
        Assert.That(Some.Integer("hidden"), Is.EqualTo(64));
        Assert.That(Some.Text("optimizer"), Is.EqualTo("sgd"));
        Assert.That(Some.Boolean("optimizer/nesterov"));
        Assert.That(Some["hidden"], Is.EqualTo((ParameterValue)64));
    }

    [Test]
    public void Getters_OfAnUnknownName_ListTheNames() =>
        Assert.That(() => Some.Real("momentum"), Throws.InstanceOf<KeyNotFoundException>().With.Message.EqualTo(
            "There is no parameter 'momentum' in this configuration; "
            + "it has: lr, hidden, optimizer, optimizer/nesterov."));

    [Test]
    public void Getters_OfAnotherKind_NameTheParameter() =>
        Assert.That(() => Some.Integer("optimizer"), Throws.InstanceOf<InvalidCastException>().With.Message.EqualTo(
            "Parameter 'optimizer': The value is the text 'sgd', but a whole number is wanted."));

    [Test]
    public void Of_ANameTwice_IsRefused() =>
        Assert.That(() => Configuration.Of(("a", 1), ("a", 2)),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("'a' appears twice"));

    [Test]
    public void With_AValue_ChangesOnlyTheCopy()
    {
        var other = Some.With("hidden", 128).With("dropout", 0.5).Without("lr");
        Assert.That(
            other.ToString(), Is.EqualTo("hidden=128, optimizer=sgd, optimizer/nesterov=true, dropout=0.5"));
        Assert.That(Some.Integer("hidden"), Is.EqualTo(64));
        Assert.That(Some.Has("lr"));
    }

    [Test]
    public void Equality_InAnotherOrder_HoldsWithTheSameFingerprint()
    {
        var (one, two) = (Configuration.Of(("a", 1), ("b", 2)), Configuration.Of(("b", 2), ("a", 1)));
        Assert.That(one, Is.EqualTo(two));
        Assert.That(one.Fingerprint, Is.EqualTo(two.Fingerprint));
        Assert.That(one.GetHashCode(), Is.EqualTo(two.GetHashCode()));
    }

    [Test]
    public void Equality_WithValuesSwappedAddedOrMissing_DoesNotHold()
    {
        var one = Configuration.Of(("a", 1), ("b", 2));
        Configuration[] others = [Configuration.Of(("a", 2), ("b", 1)), one.With("c", 3), one.Without("b"),
            Configuration.Empty];
        foreach (var other in others)
        {
            Assert.That(one, Is.Not.EqualTo(other));
            Assert.That(other, Is.Not.EqualTo(one));
            Assert.That(one.Fingerprint, Is.Not.EqualTo(other.Fingerprint));
        }
    }

    [Test]
    public void Equality_OfAnAbsentValueAndNone_Holds() =>
        Assert.That(Configuration.Of(("a", 1), ("b", ParameterValue.Absent)), Is.EqualTo(Configuration.Of(("a", 1))));

    // Stored in journals: a change here is a change of the format.
    [Test]
    public void Fingerprint_OfAKnownConfiguration_StaysTheSame() =>
        Assert.That(Some.Fingerprint, Is.EqualTo(17870257113544362968UL));

    [Test]
    public void Json_OfAConfiguration_IsAPlainObjectInOrder()
    {
        const string json = """{"lr":0.01,"hidden":64,"optimizer":"sgd","optimizer/nesterov":true}""";
        Assert.That(JsonSerializer.Serialize(Some), Is.EqualTo(json));
        Assert.That(JsonSerializer.Deserialize<Configuration>(json), Is.EqualTo(Some));
    }

    [TestCase("[]", "must be an object")]
    [TestCase("""{"a":1,"a":2}""", "'a' appears twice")]
    [TestCase("""{"a":{"b":1}}""", "flat names")]
    [TestCase("""{"":1}""", "is empty")]
    public void Json_OfSomethingElse_IsRefused(string json, string reason) =>
        Assert.That(() => JsonSerializer.Deserialize<Configuration>(json),
            Throws.InstanceOf<JsonException>().With.Message.Contains(reason));

    [Test]
    public void Json_InsideAnotherType_JustWorks()
    {
        var json = JsonSerializer.Serialize(new Holder(7, Some));
        Assert.That(JsonSerializer.Deserialize<Holder>(json), Is.EqualTo(new Holder(7, Some)));
    }

    private sealed record Holder(int Number, Configuration Config);
}
