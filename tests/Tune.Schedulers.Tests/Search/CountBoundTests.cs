using Tune.Engine.Ports;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.Dehb;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Tests.Search;

/// <summary>Numbers by which memory is taken are bounded.</summary>
internal sealed class CountBoundTests
{
    private static readonly TestCaseData[] s_tooLarge =
    [
        new(new CmaEsOptions { Population = int.MaxValue }, "CmaEs.Population", "4 to 10,000"),
        new(new DifferentialEvolutionOptions { Population = 10_001 }, "DifferentialEvolution.Population",
            "4 to 10,000"),
        new(new DehbOptions { Population = int.MaxValue }, "Dehb.Population", "4 to 10,000"),
        new(new Nsga2Options { Population = int.MaxValue }, "Nsga2.Population", "4 to 10,000"),
        new(new Nsga3Options { Population = int.MaxValue }, "Nsga3.Population", "4 to 10,000"),
        new(new BohbOptions { Candidates = int.MaxValue }, "Bohb.Candidates", "1 to 10,000"),
        new(new BohbOptions { MinPoints = int.MaxValue }, "Bohb.MinPoints", "2 to 1,000,000"),
        new(new TpeOptions { Candidates = int.MaxValue }, "Tpe.Candidates", "1 to 10,000"),
        new(new GpOptions { PointsMax = int.MaxValue }, "Gp.PointsMax", "20 to 2,000"),
    ];

    [TestCaseSource(nameof(s_tooLarge))]
    public void Problems_OfACountTooLarge_NameItAndWhatIsAllowed(
        SearcherOptions options, string field, string allowed) => Assert.That(
        options.Problems(SomeContext.With()),
        Is.EqualTo(options.Problems(SomeContext.With())
            .Where(problem => problem.StartsWith($"{field} is ", StringComparison.Ordinal)
                && problem.Contains(allowed, StringComparison.Ordinal))).And.Exactly(1).Items);

    [Test]
    public void Problems_OfTheLargestCounts_AreNone()
    {
        SearcherOptions[] largest =
        [
            new CmaEsOptions { Population = 10_000 }, new DehbOptions { Population = 10_000 },
            new BohbOptions { Candidates = 10_000, MinPoints = 1_000_000 },
        ];
        foreach (var options in largest)
        {
            Assert.That(options.Problems(SomeContext.With()), Is.Empty);
            Assert.That(options.Create(SomeContext.With()).Suggest(new(0)), Is.Not.Null);
        }
    }
}
