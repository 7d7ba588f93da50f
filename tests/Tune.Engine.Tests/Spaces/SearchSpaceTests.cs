using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace Branched = new SearchSpace()
        .LogUniform("lr", 1e-4, 1e-1)
        .Choice("optimizer", "sgd", "adam")
        .When("optimizer", "sgd", s => s.Uniform("momentum", 0, 1).Boolean("nesterov"))
        .When("optimizer", "adam", s => s.Uniform("beta1", 0.8, 0.99));

    private static KeyedRandom Random(long index = 0) => KeyedRandom.For(7, "test", index);

    [Test]
    public void Sample_OfAFlatSpace_HasEveryParameterInOrder()
    {
        var space = new SearchSpace().LogUniform("lr", 1e-4, 1e-1).Choice("hidden", 32, 64).Uniform("dropout", 0, 0.6);
        var configuration = space.Sample(Random());
        Assert.That(configuration.Select(e => e.Key), Is.EqualTo(new[] { "lr", "hidden", "dropout" }));
        Assert.That(configuration.Real("lr"), Is.InRange(1e-4, 1e-1));
    }

    [Test]
    public void Building_LeavesTheSpaceBeforeAsItWas()
    {
        var before = new SearchSpace().Uniform("a", 0, 1);
        before.Uniform("b", 0, 1);
        Assert.That(before.Parameters, Has.Length.EqualTo(1));
    }

    [Test]
    public void When_TheParentHasTheValue_TheBranchIsThere()
    {
        var taken = Enumerable.Range(0, 50).Select(i => Branched.Sample(Random(i))).ToLookup(c => c.Text("optimizer"));
        Assert.That(taken["sgd"], Is.Not.Empty);
        Assert.That(taken["adam"], Is.Not.Empty);
        Assert.That(taken["sgd"].All(c => c.Has("momentum") && c.Has("nesterov") && !c.Has("beta1")));
        Assert.That(taken["adam"].All(c => !c.Has("momentum") && !c.Has("nesterov") && c.Has("beta1")));
    }

    [Test]
    public void When_SeveralValues_HoldsForEach()
    {
        var space = new SearchSpace().Integer("layers", 1, 3).When("layers", [2, 3], s => s.Integer("width2", 8, 64));
        Assert.That(Enumerable.Range(0, 50).Select(i => space.Sample(Random(i)))
            .All(c => c.Has("width2") == c.Integer("layers") >= 2));
    }

    [Test]
    public void When_InsideABranch_NeedsBoth()
    {
        var space = new SearchSpace().Boolean("a").Boolean("b")
            .When("a", true, s => s.When("b", true, t => t.Uniform("c", 0, 1)));
        Assert.That(Enumerable.Range(0, 50).Select(i => space.Sample(Random(i)))
            .All(c => c.Has("c") == (c.Boolean("a") && c.Boolean("b"))));
    }

    [Test]
    public void Nest_NamesTheParametersAfterTheRecord()
    {
        var space = new SearchSpace().Nest("optimizer", s => s.Choice("kind", "sgd", "adam")
            .When("kind", "sgd", t => t.Uniform("momentum", 0, 1)));
        Assert.That(space.Parameters.Select(p => p.Name), Is.EqualTo(new[] { "optimizer/kind", "optimizer/momentum" }));
        Assert.That(space["optimizer/momentum"].When[0].Parent, Is.EqualTo("optimizer/kind"));
    }

    [Test]
    public void Derive_ComputesFromTheValuesBefore()
    {
        var space = new SearchSpace().Integer("hidden", 8, 64).Derive("hidden2", c => c.Integer("hidden") * 2)
            .Derive("hidden4", c => c.Integer("hidden2") * 2);
        var configuration = space.Sample(Random());
        Assert.That(configuration.Integer("hidden4"), Is.EqualTo(4 * configuration.Integer("hidden")));
        Assert.That(space.Dimensions, Is.EqualTo(1));
    }

    [Test]
    public void Derive_OfAValueThatComesLater_SaysSo() =>
        Assert.That(() => new SearchSpace().Derive("a", c => c.Real("b")).Uniform("b", 0, 1).Sample(Random()),
            Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains("parameter 'a'")
                .And.Message.Contains("'b'"));

    [Test]
    public void Require_HoldsForEverySample()
    {
        var space = new SearchSpace().Integer("a", 0, 9).Integer("b", 0, 9)
            .Require("a below b", c => c.Integer("a") < c.Integer("b"));
        Assert.That(Enumerable.Range(0, 100).Select(i => space.Sample(Random(i)))
            .All(c => c.Integer("a") < c.Integer("b")));
    }

    [Test]
    public void Require_InsideABranch_IsAskedOnlyThere()
    {
        var space = Branched.When("optimizer", "sgd", s => s.Require("fast", c => c.Real("momentum") > 0.5));
        Assert.That(Enumerable.Range(0, 50).Select(i => space.Sample(Random(i)))
            .All(c => c.Text("optimizer") == "adam" || c.Real("momentum") > 0.5));
    }

    [Test]
    public void Require_ThatNeverHolds_EndsWithItsName() =>
        Assert.That(() => new SearchSpace().Uniform("a", 0, 1).Require("impossible", _ => false).Validate(),
            Throws.InstanceOf<InvalidSpaceException>().With.Message.EqualTo(
                "No configuration was found in 10000 draws. "
                + "The last reason: The constraint 'impossible' does not hold."));

    [Test]
    public void Require_ThatThrows_EndsWithItsNameAndTheValues() =>
        Assert.That(() => new SearchSpace().Constant("a", 1).Require("broken", c => c.Integer("b") > 0).Validate(),
            Throws.InstanceOf<InvalidSpaceException>().With.Message.StartsWith(
                "The function of the constraint 'broken' failed for (a=1): There is no parameter 'b'"));

    [Test]
    public void GridPoint_OverAllAxes_TriesEachCombinationOnceLastAxisFastest()
    {
        var space = new SearchSpace().Grid("a", 1, 2).Uniform("x", 0, 1).Grid("b", "p", "q", "r");
        Assert.That(space.GridSize, Is.EqualTo(6));
        var points = Enumerable.Range(0, 6).Select(i => space.GridPoint(i, Random(i))).ToArray();
        Assert.That(points.Select(c => $"{c["a"]}{c["b"]}"), Is.EqualTo(new[] { "1p", "1q", "1r", "2p", "2q", "2r" }));
        Assert.That(points.Select(c => c.Real("x")).Distinct().Count(), Is.EqualTo(6));
        Assert.That(points.All(space.Contains));
    }

    [Test]
    public void GridPoint_WhereAConstraintFails_IsNullOrThrows()
    {
        var space = new SearchSpace().Grid("a", 1, 2).Grid("b", 1, 2).Require("different", c => c["a"] != c["b"]);
        Assert.That(space.TryGridPoint(0, Random()), Is.Null);
        Assert.That(space.TryGridPoint(1, Random()), Is.Not.Null);
        Assert.That(() => space.GridPoint(0, Random()), Throws.InstanceOf<InvalidSpaceException>());
    }

    [Test]
    public void GridPoint_OutsideTheGrid_IsRefused()
    {
        Assert.That(() => Branched.GridPoint(0, Random()), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(() => new SearchSpace().Grid("a", 1).GridPoint(1, Random()),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(Branched.GridSize, Is.Null);
    }

    [Test]
    public void Cardinality_OfBranches_CountsEachConfigurationOnce()
    {
        var space = new SearchSpace().Choice("kind", "a", "b", "c").Boolean("flag")
            .When("kind", "a", s => s.Integer("n", 1, 5))
            .When("kind", "b", s => s.When("flag", true, t => t.Choice("m", 1, 2, 3)))
            .Constant("k", 1);
        var drawn = Enumerable.Range(0, 2000).Select(i => space.Sample(Random(i))).Distinct().Count();
        Assert.That(space.Cardinality, Is.EqualTo((2 * 5) + (1 + 3) + 2));
        Assert.That(drawn, Is.EqualTo(space.Cardinality));
        Assert.That(Branched.Cardinality, Is.Null);
    }

    [Test]
    public void Cardinality_OfManyIndependentBranches_IsQuick()
    {
        var space = Enumerable.Range(0, 30).Aggregate(new SearchSpace(), (s, i) =>
            s.Boolean($"b{i}").When($"b{i}", true, t => t.Boolean($"c{i}")));
        Assert.That(space.Cardinality, Is.EqualTo((long)Math.Pow(3, 30)));
    }

    [Test]
    public void ToUnit_OfAnInactiveParameter_IsTheMiddleAndEncodeIsNaN()
    {
        var adam = Configuration.Of(("lr", 0.01), ("optimizer", "adam"), ("beta1", 0.9));
        Assert.That(Branched.ToUnit(adam)[2], Is.EqualTo(0.5));
        Assert.That(Branched.Encode(adam), Is.EqualTo(new[] { 0.01, 1, double.NaN, double.NaN, 0.9 }));
        Assert.That(Branched.Coordinates.Select(p => p.Name),
            Is.EqualTo(new[] { "lr", "optimizer", "momentum", "nesterov", "beta1" }));
    }

    [Test]
    public void FromUnit_WithTheWrongNumberOfCoordinates_IsRefused() =>
        Assert.That(() => Branched.FromUnit([0.5]), Throws.InstanceOf<ArgumentException>()
            .With.Message.Contains("1 numbers; the space has 5 coordinates"));

    [TestCase("lr=0.5 optimizer=adam beta1=0.9", "The parameter 'lr' is 0.5; allowed is a number from 0.0001 to 0.1.")]
    [TestCase("lr=0.01 optimizer=adam", "The parameter 'beta1' has no value; allowed is a number from 0.8 to 0.99.")]
    [TestCase("lr=0.01 optimizer=adam beta1=0.9 momentum=0.5",
        "The parameter 'momentum' has a value, but its condition does not hold.")]
    [TestCase("lr=0.01 optimizer=rmsprop", "The parameter 'optimizer' is rmsprop; allowed is one of sgd, adam.")]
    [TestCase("lr=0.01 optimizer=adam beta1=0.9 x=1",
        "There is no parameter 'x' in the space; it has: lr, optimizer, momentum, nesterov, beta1.")]
    public void Contains_OfAForeignConfiguration_SaysWhy(string values, string reason)
    {
        Assert.That(Branched.Contains(Parse(values), out var why), Is.False);
        Assert.That(why, Is.EqualTo(reason));
    }

    [Test]
    public void Conform_OfAConfigurationWrittenByHand_GivesTheSpacesOrderKindsAndSteps()
    {
        var space = new SearchSpace().Uniform("dropout", 0, 1, 0.1).Integer("layers", 1, 4).Uniform("x", 0, 2);
        var conformed = space.Conform(Configuration.Of(("x", 1), ("layers", 2.0), ("dropout", 0.1 + 0.2)));
        Assert.That(conformed.Select(e => e.Value), Is.EqualTo(new ParameterValue[] { 0.3, 2, 1.0 }));
    }

    [Test]
    public void Complete_OfPart_KeepsItAndDrawsTheRest()
    {
        var configuration = Branched.Complete(Configuration.Of(("lr", 0.02)), Random());
        Assert.That(configuration.Real("lr"), Is.EqualTo(0.02));
        Assert.That(Branched.Contains(configuration));
    }

    [Test]
    public void Complete_OfAParameterOfABranch_TakesTheBranch()
    {
        for (var i = 0; i < 20; i++)
        {
            var configuration = Branched.Complete(Configuration.Of(("momentum", 0.9)), Random(i));
            Assert.That(configuration.Text("optimizer"), Is.EqualTo("sgd"));
            Assert.That(configuration.Real("momentum"), Is.EqualTo(0.9));
        }
    }

    [TestCase("lr=2", "The parameter 'lr' is 2; allowed is a number from 0.0001 to 0.1.")]
    [TestCase("rate=0.1", "There is no parameter 'rate' in the space")]
    [TestCase("optimizer=adam momentum=0.5", "The parameter 'momentum' is given, but its condition does not hold.")]
    public void Complete_OfWhatCannotBe_SaysWhy(string values, string reason) =>
        Assert.That(() => Branched.Complete(Parse(values), Random()),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains(reason));

    [Test]
    public void Repair_OfAMutation_ClampsDropsDrawsAndDerives()
    {
        var space = Branched.Derive("lr2", c => c.Real("lr") * 2);
        var wish = Configuration.Of(("lr", 0.5), ("optimizer", "adam"), ("momentum", 0.5), ("lr2", 0.1), ("junk", 1));
        var repaired = space.Repair(wish, Random())!;
        Assert.That(space.Contains(repaired, out var why), why);
        Assert.That(repaired.Real("lr"), Is.EqualTo(0.1));
        Assert.That(repaired.Real("lr2"), Is.EqualTo(0.2));
        Assert.That(repaired.Text("optimizer"), Is.EqualTo("adam"));
    }

    [Test]
    public void Sample_WithAnotherBranchTaken_KeepsTheValuesAfterIt()
    {
        var space = new SearchSpace().Choice("kind", "a", "b").When("kind", "a", s => s.Uniform("x", 0, 1))
            .Uniform("y", 0, 1);
        var unit = new[] { 0.1, 0.2, 0.3 };
        var other = new[] { 0.9, 0.2, 0.3 };
        Assert.That(space.FromUnit(unit).Real("y"), Is.EqualTo(space.FromUnit(other).Real("y")));
        for (var i = 0; i < 10; i++)
        {
            var random = Random(i);
            space.Sample(random);
            Assert.That(random.Drawn, Is.EqualTo(3));
        }
    }

    private static Configuration Parse(string values) => Configuration.Of(
    [
        .. values.Split(' ').Select(v => v.Split('=')).Select(p => (p[0], double.TryParse(p[1], out var number)
            ? (ParameterValue)number : (ParameterValue)p[1])),
    ]);
}
