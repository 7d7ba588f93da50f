using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

/// <summary>Every way to get a space wrong, with the sentence the user reads.</summary>
public sealed class InvalidSpaceTests
{
    private static readonly SearchSpace Empty = new();

    private static readonly (Func<SearchSpace> Build, string Message)[] Wrong =
    [
        (() => Empty.Uniform("lr", 2, 1), "The parameter 'lr' has low 2 and high 1; low must be below high."),
        (() => Empty.Uniform("lr", double.NaN, 1),
            "The parameter 'lr' has the bounds NaN and 1; both must be finite numbers."),
        (() => Empty.Uniform("lr", 0, double.PositiveInfinity),
            "The parameter 'lr' has the bounds 0 and Infinity; both must be finite numbers."),
        (() => Empty.LogUniform("lr", 0, 1),
            "The parameter 'lr' has low 0 on a logarithmic scale; low must be above 0."),
        (() => Empty.Uniform("lr", 0, 1, 0), "The parameter 'lr' has step 0; a step must be a finite number above 0."),
        (() => Empty.Uniform("lr", 0, 1, -0.1),
            "The parameter 'lr' has step -0.1; a step must be a finite number above 0."),
        (() => Empty.Uniform("lr", 0, 1, 0.3),
            "The parameter 'lr' has 0 to 1 in steps of 0.3, which does not come out even; high may be 0.9 or 1.2."),
        (() => Empty.Uniform("lr", 0, 1, 3),
            "The parameter 'lr' has 0 to 1 in steps of 3, which does not come out even; high may be 3 or 6."),
        (() => Empty.LogUniform("lr", 0.4, 2.4, 1), "low must be above half a step"),
        (() => Empty.Uniform("lr", 0, 1e20, 1), "at most 1000000000000000 are possible"),
        (() => Empty.Normal("lr", 0, 0),
            "The parameter 'lr' has the standard deviation 0; it must be a finite number above 0."),
        (() => Empty.Normal("lr", double.NaN, 1), "The parameter 'lr' has the mean NaN; it must be a finite number."),
        (() => Empty.Normal("lr", 0, 1, -1), "The parameter 'lr' has step -1; a step must be a finite number above 0."),
        (() => Empty.LogNormal("lr", 1000, 1), "for log-normal they are those of the natural logarithm"),
        (() => Empty.Integer("n", 1, 4, 0), "The parameter 'n' has step 0; a step must be at least 1."),
        (() => Empty.Integer("n", 10, 100, 16),
            "The parameter 'n' has 10 to 100 in steps of 16, which does not come out even; high may be 106 or 90."),
        (() => Empty.Integer("n", 1, 3, 5),
            "The parameter 'n' has 1 to 3 in steps of 5, which does not come out even; high may be 6."),
        (() => Empty.Integer("n", long.MinValue, long.MaxValue), "they must lie between -2^53 and 2^53"),
        (() => Empty.LogInteger("n", 0, 10), "low must be above half a step"),
        (() => Empty.Choice("c"), "The parameter 'c' has no values; a list must have at least one."),
        (() => Empty.Choice("c", 1, 2, 1), "The parameter 'c' lists '1' twice; each value must appear once."),
        (() => Empty.Choice("c", 1, 1.0), "The parameter 'c' lists '1' twice; each value must appear once."),
        (() => Empty.Ordinal("c", 1, "two"), "The parameter 'c' mixes kinds in its list (1, two); "),
        (() => Empty.Choice("c", 1, ParameterValue.Absent), "has an absent value"),
        (() => Empty.Constant("c", ParameterValue.Absent), "The parameter 'c' has no value; a constant must have one."),
        (() => Empty.Boolean(""), "The parameter '' is empty; a name has 1 to 250 characters."),
        (() => Empty.Boolean(new string('x', 251)), "has 251 characters; a name has 1 to 250."),
        (() => Empty.Boolean("a\nb"), "contains a control character; a name has none."),
        (() => Empty.Boolean(" a"), "starts or ends with a space; a name does not."),
        (() => Empty.Boolean("a//b"), "has an empty part; '/' stands between the parts of a nested name."),
        (() => Empty.Boolean("a\ud800"), "half of a surrogate pair"),
        (() => Empty.Boolean("a").Boolean("a"), "The parameter 'a' is declared twice; each name must be there once."),
        (() => Empty.When("kind", "a", s => s.Boolean("x")),
            "The branch of 'kind' depends on 'kind', which is not declared before it; "
                + "parents come first, so that none depends on itself."),
        (() => Empty.Choice("kind", "a", "b").When("kind", "c", s => s.Boolean("x")),
            "depends on 'kind' being 'c'; allowed is one of a, b."),
        (() => Empty.Choice("kind", "a", "b").When("kind", [], s => s.Boolean("x")),
            "depends on 'kind' with no values; name at least one."),
        (() => Empty.Uniform("lr", 0, 1).When("lr", 0.5, s => s.Boolean("x")),
            "depends on 'lr', which is a real number; a parent must be a choice"),
        (() => Empty.Boolean("a").When("a", true, s => s.Grid("g", 1, 2)),
            "The parameter 'g' is a grid axis inside a branch; a grid axis must always be active, use a choice "),
        (() => Empty.Boolean("a").When("a", true, _ => new SearchSpace()), "must add to the space it was given"),
        (() => Empty.Boolean("a").When("a", true, _ => null!), "returned null"),
        (() => Empty.Require("r", _ => true).Require("r", _ => true),
            "The constraint 'r' is there twice; each must have its own name."),
        (() => Empty.Require("", _ => true), "The constraint '' is empty; a name has 1 to 250 characters."),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Building_Wrong_NamesTheParameterAndWhatIsAllowed((Func<SearchSpace> Build, string Message) item) =>
        Assert.That(item.Build, Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains(item.Message));

    [Test]
    public void Exception_OfAParameter_CarriesItsName()
    {
        var thrown = Assert.Throws<InvalidSpaceException>(() => Empty.Uniform("lr", 1, 0));
        Assert.That(thrown!.Parameter, Is.EqualTo("lr"));
    }

    [Test]
    public void GridSize_BeyondALong_IsRefused()
    {
        ParameterValue[] thousand = [.. Enumerable.Range(0, 1000).Select(i => (ParameterValue)i)];
        var space = Enumerable.Range(0, 7).Aggregate(Empty, (s, i) => s.Grid($"g{i}", thousand));
        Assert.That(() => space.GridSize,
            Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains("fewer axes"));
    }
}
