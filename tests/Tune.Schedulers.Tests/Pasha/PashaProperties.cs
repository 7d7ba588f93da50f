using CsCheck;
using Tune.Schedulers.Pasha;

namespace Tune.Schedulers.Tests.Pasha;

internal sealed class PashaProperties
{
    private static readonly Gen<PashaOptions> Options = Gen
        .Select(Gen.Int[1, 30], Gen.Int[1, 3], Gen.Int[2, 3])
        .Select((max, grace, eta) => new PashaOptions
        {
            MaxIterations = Math.Max(max, grace), GracePeriod = grace, ReductionFactor = eta,
        });

    [Test]
    public void Answers_OverManyHistories_AreTheOracles()
    {
        var (questions, promotions) = (0L, 0L);
        Gen.Select(Options, Gen.ULong).Sample(
            (options, seed) =>
            {
                var history = new SchedulerHistory(
                    options, new PashaOracle(options, seed), options.MaxIterations, trialsMax: 16, seed);
                history.Run();
                Interlocked.Add(ref questions, history.Questions);
                Interlocked.Add(ref promotions, history.Promotions);
            },
            iter: 2_000);

        // A comparison of histories in which nothing happens would be worth nothing.
        TestContext.Out.WriteLine($"{questions} questions, {promotions} promotions");
        Assert.That(questions, Is.GreaterThan(100_000));
        Assert.That(promotions, Is.GreaterThan(2_000));
    }
}
