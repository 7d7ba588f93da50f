using NUnit.Framework;
using Tune.Engine.Randomness;
using Tune.Engine.Simulation;
using Tune.Testing.Functions.Bbob;

namespace Tune.Quality.Regret;

internal sealed class BbobFamilyTests
{
    [Test]
    public void Of_Bbob_IsOneProblemForEachFunction() =>
        Assert.That(
            Problems.Of(Problems.Bbob).Select(problem => problem.Name),
            Is.EqualTo(Enumerable.Range(1, 24).Select(BbobFunctions.Name)));

    [TestCase(0ul, 3)]
    [TestCase(1ul, 1)]
    [TestCase(3ul, 3)]
    [TestCase(4ul, 1)]
    public void Begin_SeedBySeed_TakesTurnsWithTheInstances(ulong seed, int instance)
    {
        var problem = Problems.Of(Problems.Bbob).First();
        var config = problem.Space.Sample(KeyedRandom.For(1, "bbob"));
        var function = BbobFunctions.Make(1, 5, instance);

        var course = problem.Workload().Begin(new CourseStart(default, default, config, 0, null, seed));

        Assert.That(course.At(1).Metrics!.TryGet("value", out var gap), Is.True);
        Assert.That(gap, Is.EqualTo(function.At(config) - function.Minimum));
    }

    [Test]
    public void Tally_GapsOfBoth_CountsWhereOursIsNoWorse()
    {
        var tally = GapTally.Of([(1, 2), (2, 2), (3, 1), (1, double.NaN), (double.NaN, 1)]);

        Assert.That(tally, Is.EqualTo(new GapTally(2, 3, 1)));
        Assert.That(tally.ToString(), Is.EqualTo("2 of 3 (1.00)"));
    }

    [Test]
    public void Tally_AtTheOptimumBoth_IsEven() =>
        Assert.That(GapTally.Of([(1e-12, 0)]), Is.EqualTo(new GapTally(1, 1, 1)));

    [Test]
    public void Tally_NothingToCompare_IsADash() =>
        Assert.That(GapTally.Of([(1, double.NaN)]).ToString(), Is.EqualTo("-"));
}
