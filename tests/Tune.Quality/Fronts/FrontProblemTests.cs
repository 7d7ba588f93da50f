using NUnit.Framework;
using Tune.Engine.Randomness;
using Tune.Testing.Functions;

namespace Tune.Quality.Fronts;

internal sealed class FrontProblemTests
{
    private static FrontProblem Find(string name) => FrontProblems.All.Single(problem => problem.Name == name);

    // Nothing that can be tried beats the front; a share above 1 would say that the front is not the whole of it.
    [Test]
    public void ShareOf_AnyConfigurations_IsBelowOne([Range(0, 7)] int index)
    {
        var problem = FrontProblems.All[index];
        var random = KeyedRandom.For(5, "test/front", index);
        var results = Enumerable.Range(0, 400).Select(_ => problem.Function.Space.Sample(random))
            .Where(config => Array.TrueForAll(problem.Limits(config), limit => limit <= 0))
            .Select(problem.Function.At);

        Assert.That(problem.ShareOf(results), Is.InRange(0.01, 1));
        Assert.That(problem.Name, Does.Not.Contain(","), "it is a cell of a file");
    }

    // Points on the front of DTLZ2 are those of the sphere; few of them cover a little less than all.
    [TestCase("DTLZ2", 0.8)]
    [TestCase("C2-DTLZ2", 0.7)]
    public void ShareOf_PointsOnTheSphere_IsNearlyAll(string name, double least)
    {
        var problem = Find(name);
        var space = ParetoFunction.Dtlz2.Space;
        var front =
            from a in Enumerable.Range(0, 11)
            from b in Enumerable.Range(0, 11)
            let config = Enumerable.Range(0, 7).Aggregate(
                Tune.Engine.Spaces.Configuration.Empty,
                (made, i) => made.With($"x{i}", i == 0 ? a / 10.0 : i == 1 ? b / 10.0 : 0.5))
            where space.Contains(config) && Array.TrueForAll(problem.Limits(config), limit => limit <= 0)
            select problem.Function.At(config);

        Assert.That(problem.ShareOf(front), Is.InRange(least, 1));
    }

    [Test]
    public void ShareOf_TheBestOfTheMixedModel_IsAll()
    {
        var problem = Find("mixed");
        var best = Enumerable.Range(0, 9).Select(power => new[] { 4.0 / (1 + power), power });

        Assert.That(problem.ShareOf(best), Is.InRange(0.6, 0.99), "only the powers of two");
    }

    [Test]
    public void Go_OfOneKey_IsTheSameTwiceAndRises()
    {
        var problem = Find("SRN");
        var key = FrontRunner.KeyOf(problem, "random", seed: 3);
        var (one, two) = (FrontRunner.Go(problem, key, default), FrontRunner.Go(problem, key, default));

        Assert.That(one.Values, Is.EqualTo(two.Values));
        Assert.That(one.Values, Has.Length.EqualTo(FrontRunner.Marks.Length).And.Ordered.Ascending);
    }
}
