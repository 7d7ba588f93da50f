using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Algorithms;

namespace Tune.Schedulers.Tests.Carrying;

/// <summary>Memory is carried over at any time, whatever breaks, and nobody can tell by what comes after.</summary>
internal sealed class SchedulerMemoryTests
{
    private static readonly Objective Cost = new("cost", Mode.Min);

    private static readonly MetricConstraint Cheap = new("cost") { AtMost = 5 };

    private static readonly StopRule?[] Rules =
    [
        null, Stop.OnTrialPlateau(0.6, 3), Stop.Any(Stop.OnExperimentPlateau(0.2, 3, 4), Stop.AfterIterations(22)),
    ];

    private static IEnumerable<string> Names => SchedulerCatalog.All.Schedulers.Select(entry => entry.Name);

    // Several objectives and constraints have rankings of their own.
    [TestCaseSource(nameof(Names))]
    public void Decide_MemoryCarriedOver_IsTheSameFromThenOn(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            for (ulong seed = 0; seed < 3; seed++)
            {
                var spec = CatalogContractTests.Sound(options, new TpeOptions { StartupTrials = 4 }, seed) with
                {
                    Stop = Rules[seed % (ulong)Rules.Length],
                };
                AlgorithmChecks.CheckMemory(spec, seed, jumpMax: 1 + (int)(seed % 2));
                ImmutableArray<Objective> more = options.ObjectivesMax() > 1 ? [Cost] : [];
                AlgorithmChecks.CheckMemory(
                    spec with { FurtherObjectives = more, Constraints = seed % 2 == 0 ? [Cheap] : [] }, seed);
            }
        }
    }

    // More than are compared, so that some have gone.
    [TestCase(40)]
    [TestCase(90)]
    public void SoftRanking_MemoryCarriedOver_IsTheSameFromThenOn(int cut)
    {
        var random = KeyedRandom.For(1, "test/curve");
        var (told, carried) = (new SoftRanking(), new SoftRanking());
        for (var trial = 0; trial < 2 * SoftRanking.Most; trial++)
        {
            if (trial == cut)
            {
                carried.Carry(MemoryCarrier.ToRead(Bytes(told)));
            }

            var scores = Enumerable.Range(0, 4).Select(_ => new Worth(random.NextInt(20))).ToArray();
            var contender = new Contender(
                new TrialId(trial), scores[1], scores[3], [.. scores.Select((worth, i) => new CurveValue(i, worth))]);
            told.Add(contender);
            carried.Add(contender);
            if (trial >= cut)
            {
                Assert.That(
                    (carried.Epsilon(), carried.IsStable()), Is.EqualTo((told.Epsilon(), told.IsStable())), $"{trial}");
            }
        }

        Assert.That(Bytes(carried), Is.EqualTo(Bytes(told)));
    }

    private static byte[] Bytes(SoftRanking ranking)
    {
        var by = MemoryCarrier.ToWrite();
        ranking.Carry(by);
        return by.Written.ToArray();
    }

    [Test]
    public void Catalogue_Algorithms_AllCarryTheirMemory()
    {
        var schedulers = SchedulerCatalog.All.Schedulers.Select(entry => (entry.Name, Spec: CatalogContractTests.Sound(
            CatalogContractTests.Make<SchedulerOptions>(entry.Name), new TpeOptions(), seed: 0)));
        var searchers = SchedulerCatalog.All.Searchers.Select(entry => (entry.Name, Spec: CatalogContractTests.Sound(
            new FifoOptions(), CatalogContractTests.Make<SearcherOptions>(entry.Name), seed: 0)));

        Assert.That(
            schedulers.Concat(searchers).Where(each =>
                each.Spec.Scheduler.Create(each.Spec.Context) is not ICarriesMemory
                || each.Spec.Searcher.Create(each.Spec.Context) is not ICarriesMemory).Select(each => each.Name),
            Is.Empty, "without memory that can be carried, each opening folds the whole journal");
    }
}
