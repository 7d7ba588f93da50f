using System.Text.Json;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class ParameterValueTests
{
    [Test]
    public void Conversions_FromPlainValues_GiveTheKind()
    {
        ParameterValue real = 0.5, whole = 3, text = "sgd", flag = true;
        Assert.That(real.Kind, Is.EqualTo(ValueKind.Real));
        Assert.That(whole.Kind, Is.EqualTo(ValueKind.Integer));
        Assert.That(text.Kind, Is.EqualTo(ValueKind.Text));
        Assert.That(flag.Kind, Is.EqualTo(ValueKind.Boolean));
        Assert.That(default(ParameterValue).IsAbsent);
    }

    [Test]
    public void Equality_OfOneAndOnePointZero_IsFalse()
    {
        Assert.That(ParameterValue.Real(1), Is.Not.EqualTo(ParameterValue.Integer(1)));
        Assert.That(ParameterValue.Real(1), Is.EqualTo((ParameterValue)1.0));
        Assert.That(ParameterValue.Text("a") == "a");
        Assert.That(ParameterValue.Integer(1), Is.Not.EqualTo(ParameterValue.Boolean(true)));
    }

    [Test]
    public void Real_OfMinusZero_IsZero() =>
        Assert.That(1 / ParameterValue.Real(-0.0).AsReal(), Is.EqualTo(double.PositiveInfinity));

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void Real_NotFinite_IsRefused(double value) =>
        Assert.That(() => ParameterValue.Real(value), Throws.InstanceOf<ArgumentOutOfRangeException>()
            .With.Message.Contains("finite"));

    [Test]
    public void AsReal_OfAWholeNumber_Converts() => Assert.That(ParameterValue.Integer(3).AsReal(), Is.EqualTo(3.0));

    [Test]
    public void AsInteger_OfAWholeReal_Converts() => Assert.That(ParameterValue.Real(3).AsInteger(), Is.EqualTo(3));

    [Test]
    public void Getters_OfAnotherKind_SayWhatIsThereAndWhatIsWanted()
    {
        Assert.That(() => ParameterValue.Text("sgd").AsReal(), Throws.InstanceOf<InvalidCastException>()
            .With.Message.EqualTo("The value is the text 'sgd', but a number is wanted."));
        Assert.That(() => ParameterValue.Real(0.5).AsInteger(), Throws.InstanceOf<InvalidCastException>()
            .With.Message.EqualTo("The value is 0.5, but a whole number is wanted."));
        Assert.That(() => default(ParameterValue).AsBoolean(), Throws.InstanceOf<InvalidCastException>()
            .With.Message.EqualTo("There is no value, but true or false is wanted."));
    }

    private static readonly (ParameterValue Value, string Json)[] Written =
    [
        (1.0, "1.0"), (1, "1"), (-0.5, "-0.5"), (1e300, "1E+300"), (5e-324, "5E-324"),
            (0.1 + 0.2, "0.30000000000000004"),
        (long.MaxValue, "9223372036854775807"), (long.MinValue, "-9223372036854775808"), (true, "true"),
            (false, "false"),
        ("", "\"\""), ("a \"b\" é\n", "\"a \\u0022b\\u0022 \\u00E9\\n\""), (ParameterValue.Null, "null"),
    ];

    [TestCaseSource(nameof(Written))]
    public void Json_OfEveryKind_KeepsTheKind((ParameterValue Value, string Json) item)
    {
        Assert.That(JsonSerializer.Serialize(item.Value), Is.EqualTo(item.Json));
        Assert.That(JsonSerializer.Deserialize<ParameterValue>(item.Json), Is.EqualTo(item.Value));
    }

    [TestCase("[1]", "not StartArray")]
    [TestCase("{}", "flat names")]
    [TestCase("1e999", "finite")]
    public void Json_OfSomethingElse_IsRefused(string json, string reason) =>
        Assert.That(() => JsonSerializer.Deserialize<ParameterValue>(json),
            Throws.InstanceOf<JsonException>().With.Message.Contains(reason));

    [Test]
    public void Json_OfAWholeNumberTooLargeForALong_BecomesReal() =>
        Assert.That(JsonSerializer.Deserialize<ParameterValue>("9223372036854775808").Kind, Is.EqualTo(ValueKind.Real));
}
