using CsCheck;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Tests.Search.Evolution;

internal sealed class VariationTests
{
    private static readonly SearchSpace Mixed = new SearchSpace()
        .Uniform("x", 0, 1).Choice("kind", "a", "b", "c", "d").Integer("n", 1, 9);

    private static readonly VariationRates Rates = new(0.9, IsUniform: false, 20, Mutation: null, 20);

    // Far from the bounds alpha is 2: (2 u)^(1/2) up to a half, (1 / (2 - 2 u))^(1/2) above it.
    [TestCase(1e9, 0.125, 0.5)]
    [TestCase(1e9, 0.5, 1)]
    [TestCase(1e9, 0.875, 2)]
    [TestCase(1, 0.25, 0.5, Description = "at the bound the children stay between the parents")]
    public void Spread_WithIndexOne_IsAsWorkedOut(double limit, double unit, double spread) =>
        Assert.That(Variation.Spread(limit, 1, unit), Is.EqualTo(spread).Within(1e-9));

    [TestCase(0.5, 0.5, 0)]
    [TestCase(0.5, 0, -0.5, Description = "the farthest step ends at the bound")]
    [TestCase(0, 0.2, 0, Description = "nothing below 0")]
    [TestCase(1, 0.9, 0, Description = "nothing above 1")]
    public void Step_WithIndexOne_IsAsWorkedOut(double gene, double unit, double step) =>
        Assert.That(Variation.Step(gene, 1, unit), Is.EqualTo(step).Within(1e-9));

    [Test]
    public void Child_OfAnyParents_StaysInTheCubeAndChoicesStayChoices() =>
        Gen.Select(Gen.Double[0, 1].Array[3], Gen.Double[0, 1].Array[3], Gen.ULong).Sample((mother, father, seed) =>
        {
            (mother[1], father[1]) = (0.125, 0.625);
            var child = new Variation(Mixed.Coordinates, Rates)
                .Child(mother, father, KeyedRandom.For(seed, "test/child"));

            Assert.That(child, Is.All.InRange(0, 1));
            Assert.That(new[] { 0.125, 0.375, 0.625, 0.875 }, Has.Member(child[1]));
        });

    [Test]
    public void Child_WithEveryGeneMutated_HasAnotherChoice() => Gen.ULong.Sample(seed =>
    {
        var child = new Variation(Mixed.Coordinates, Rates with { Mutation = 1 })
            .Child([0.5, 0.375, 0.5], [0.5, 0.375, 0.5], KeyedRandom.For(seed, "test/child"));

        Assert.That(child[1], Is.Not.EqualTo(0.375));
    });

    [Test]
    public void Mutant_OfThreePoints_IsTheFirstPlusHalfTheDifference()
    {
        var child = new DifferentialVariation(Mixed.Coordinates, 0.5, 1).Child(
            [0, 0.125, 0], ([0.4, 0.375, 0.5], [0.8, 0.625, 0.25], [0.6, 0.625, 0.75]),
            KeyedRandom.For(1, "test/child"));

        Assert.That(child[0], Is.EqualTo(0.5).Within(1e-9));
        Assert.That(child[1], Is.EqualTo(0.375), "the other two agree");
        Assert.That(child[2], Is.EqualTo(0.25).Within(1e-9));
    }

    // j_rand: one coordinate comes from the mutant whatever chance says, every one as often.
    [Test]
    public void DifferentialChild_WithoutCrossover_HasOneCoordinateOfTheMutant()
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Uniform("y", 0, 1).Uniform("z", 0, 1);
        var variation = new DifferentialVariation(space.Coordinates, 0.5, 0);
        var moved = new int[3];
        for (var i = 0; i < 300; i++)
        {
            var child = variation.Child(
                [0.1, 0.1, 0.1], ([0.5, 0.5, 0.5], [0.8, 0.8, 0.8], [0.4, 0.4, 0.4]), KeyedRandom.For(1, "test/de", i));
            var at = Array.FindIndex(child, x => x != 0.1);

            Assert.That(child.Count(x => x != 0.1), Is.EqualTo(1));
            Assert.That(child[at], Is.EqualTo(0.7).Within(1e-12));
            moved[at]++;
        }

        Assert.That(moved, Is.All.GreaterThan(60));
    }
}
