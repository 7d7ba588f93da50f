using System.Text.Json;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class SpaceJsonTests
{
    private static readonly SearchSpace Some = new SearchSpace()
        .LogUniform("lr", 1e-4, 1e-1).Uniform("dropout", 0, 0.6, 0.1).Normal("bias", 0, 1).Integer("layers", 1, 4)
        .LogInteger("batch", 16, 128, 16).Choice("optimizer", "sgd", "adam")
        .When("optimizer", "sgd", s => s.Boolean("nesterov").Require("small", c => c.Real("lr") < 0.09))
        .Ordinal("size", 1, 2).Grid("fold", 0.5, 1).Constant("epochs", 10)
            .Derive("twice", c => c.Integer("layers") * 2);

    // Stored with every experiment: a change here is a change of the format.
    private const string Json =
        """
        {"parameters":[
        {"name":"lr","kind":"real","low":0.0001,"high":0.1,"log":true},
        {"name":"dropout","kind":"real","low":0.0,"high":0.6,"step":0.1},
        {"name":"bias","kind":"normal","mean":0.0,"deviation":1.0},
        {"name":"layers","kind":"integer","low":1,"high":4},
        {"name":"batch","kind":"integer","low":16,"high":128,"log":true,"step":16},
        {"name":"optimizer","kind":"choice","values":["sgd","adam"]},
        {"name":"nesterov","kind":"boolean","when":[{"parameter":"optimizer","in":["sgd"]}]},
        {"name":"size","kind":"ordinal","values":[1,2]},
        {"name":"fold","kind":"grid","values":[0.5,1.0]},
        {"name":"epochs","kind":"constant","value":10},
        {"name":"twice","kind":"derived"}],
        "constraints":[{"name":"small","when":[{"parameter":"optimizer","in":["sgd"]}]}]}
        """;

    [Test]
    public void Write_OfEveryKind_IsTheStoredFormat() =>
        Assert.That(JsonSerializer.Serialize(Some), Is.EqualTo(Json.ReplaceLineEndings("")));

    [Test]
    public void Read_OfTheStoredFormat_IsTheSpace()
    {
        var read = JsonSerializer.Deserialize<SearchSpace>(Json)!;
        Assert.That(read, Is.EqualTo(Some));
        Assert.That(read.Fingerprint, Is.EqualTo(Some.Fingerprint));
    }

    [Test]
    public void Read_WithFieldsInAnotherOrder_IsTheSpace() => Assert.That(
        JsonSerializer.Deserialize<SearchSpace>(
            """{"constraints":[],"parameters":[{"high":1,"kind":"real","low":0,"name":"x"}]}"""),
        Is.EqualTo(new SearchSpace().Uniform("x", 0, 1)));

    [Test]
    public void Fingerprint_OfAKnownSpace_StaysTheSame() =>
        Assert.That(Some.Fingerprint, Is.EqualTo(16180541396391319562UL));

    [Test]
    public void Fingerprint_OfAnyChange_Changes()
    {
        SearchSpace[] spaces =
        [
            new SearchSpace().Uniform("a", 0, 1), new SearchSpace().Uniform("b", 0, 1),
                new SearchSpace().Uniform("a", 0, 2),
            new SearchSpace().Uniform("a", 0, 1, 0.5), new SearchSpace().LogUniform("a", 0.5, 1),
            new SearchSpace().Uniform("a", 0.5, 1), new SearchSpace().Integer("a", 0, 1),
                new SearchSpace().Choice("a", 0, 1),
            new SearchSpace().Ordinal("a", 0, 1), new SearchSpace().Grid("a", 0, 1), new SearchSpace().Boolean("a"),
            new SearchSpace().Uniform("a", 0, 1).Require("r", _ => true), new SearchSpace().Derive("a", _ => 1),
            new SearchSpace().Normal("a", 0, 1), new SearchSpace().Constant("a", 0), new SearchSpace(),
            new SearchSpace().Boolean("c").Uniform("a", 0, 1),
            new SearchSpace().Boolean("c").When("c", true, s => s.Uniform("a", 0, 1)),
            new SearchSpace().Boolean("c").When("c", false, s => s.Uniform("a", 0, 1)),
        ];
        Assert.That(spaces.Select(s => s.Fingerprint).Distinct().Count(), Is.EqualTo(spaces.Length));
        Assert.That(spaces.Distinct().Count(), Is.EqualTo(spaces.Length));
    }

    [Test]
    public void WithCodeOf_TheRegisteredSpace_DrawsAsItDoes()
    {
        var read = JsonSerializer.Deserialize<SearchSpace>(Json)!;
        Assert.That(read.HasCode, Is.False);
        var whole = read.WithCodeOf(Some);
        Assert.That(whole.HasCode);
        whole.Validate();
        Assert.That(whole.Sample(KeyedRandom.For(1, "test")), Is.EqualTo(Some.Sample(KeyedRandom.For(1, "test"))));
    }

    [Test]
    public void Validate_WithoutCode_NamesTheParameterAndTheWayOut() =>
        Assert.That(() => JsonSerializer.Deserialize<SearchSpace>(Json)!.Validate(),
            Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains("'twice' has no function here")
                .And.Message.Contains("WithCodeOf"));

    [Test]
    public void Contains_WithoutCode_ChecksTheData()
    {
        var read = JsonSerializer.Deserialize<SearchSpace>(Json)!;
        var configuration = Some.Sample(KeyedRandom.For(1, "test"));
        Assert.That(read.Contains(configuration));
        Assert.That(read.Contains(configuration.With("layers", 9)), Is.False);
        Assert.That(Some.Contains(configuration.With("twice", 99), out var why), Is.False);
        Assert.That(why, Does.StartWith("The parameter 'twice' is 99, but the space derives"));
    }

    [Test]
    public void WithCodeOf_ASpaceThatLacksIt_NamesWhatIsMissing()
    {
        var read = JsonSerializer.Deserialize<SearchSpace>(Json)!;
        Assert.That(() => read.WithCodeOf(new SearchSpace()),
            Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains("'twice' is derived"));
        Assert.That(() => read.WithCodeOf(new SearchSpace().Derive("twice", _ => 1)),
            Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains("constraint 'small'"));
    }

    [TestCase("[]", "The search space must be a JSON object")]
    [TestCase("{}", "The search space needs 'parameters': a list")]
    [TestCase("""{"parameters":[],"version":3}""", "unknown fields: version")]
    [TestCase("""{"parameters":[{"kind":"real"}]}""", "A parameter needs 'name': a text")]
    [TestCase("""{"parameters":[{"name":"x"}]}""", "The parameter 'x' needs 'kind': a text")]
    [TestCase("""{"parameters":[{"name":"x","kind":"gauss"}]}""", "'x' has the unknown kind 'gauss'; kinds are real")]
    [TestCase("""{"parameters":[{"name":"x","kind":"real","low":0}]}""", "The parameter 'x' needs 'high': a number")]
    [TestCase("""{"parameters":[{"name":"x","kind":"real","low":0,"high":1,"lo":2}]}""", "'x' has unknown fields: lo")]
    [TestCase("""{"parameters":[{"name":"x","kind":"real","low":"0","high":1}]}""", "'x' needs 'low': a number")]
    [TestCase("""{"parameters":[{"name":"x","kind":"integer","low":0.5,"high":1}]}""",
        "'x' needs 'low': a whole number")]
    [TestCase("""{"parameters":[{"name":"x","name":"y","kind":"boolean"}]}""", "has 'name' twice")]
    [TestCase("""{"parameters":[{"name":"x","kind":"real","low":1,"high":0}]}""", "low must be below high")]
    [TestCase("""{"parameters":[{"name":"x","kind":"choice","values":[1,"a"]}]}""", "mixes kinds")]
    [TestCase("""{"parameters":[{"name":"x","kind":"choice","values":[{}]}]}""", "must be a number, a text")]
    [TestCase("""{"parameters":[{"name":"x","kind":"boolean"},{"name":"x","kind":"boolean"}]}""", "declared twice")]
    [TestCase("""{"parameters":[{"name":"x","kind":"boolean","when":[{"parameter":"x","in":[true]}]}]}""",
        "depends on 'x', which is not declared before it")]
    [TestCase("""{"parameters":[{"name":"x","kind":"boolean","when":[{"parameter":"y","in":[true]}]}]}""",
        "depends on 'y', which is not declared before it")]
    public void Read_OfABadSpace_NamesWhatIsWrong(string json, string reason) =>
        Assert.That(() => JsonSerializer.Deserialize<SearchSpace>(json),
            Throws.InstanceOf<JsonException>().With.Message.Contains(reason));
}
