using CsCheck;
using Tune.Schedulers.HyperBand;

namespace Tune.Schedulers.Tests.HyperBand;

internal sealed class HyperBandProperties
{
    private static readonly Gen<HyperBandOptions> Options = Gen
        .Select(Gen.Int[1, 30], Gen.Int[1, 3], Gen.Int[2, 4])
        .Select((max, grace, eta) => new HyperBandOptions
        {
            MaxIterations = Math.Max(max, grace), GracePeriod = grace, ReductionFactor = eta,
        });

    [Test]
    public void Answers_OverTenThousandHistories_AreTheOracles()
    {
        var (questions, promotions, culls, retries) = (0L, 0L, 0L, 0L);
        Gen.Select(Options, Gen.ULong).Sample(
            (options, seed) =>
            {
                var history = new SchedulerHistory(
                    options, new HyperBandOracle(options), options.MaxIterations, trialsMax: 30, seed);
                history.Run();
                Interlocked.Add(ref questions, history.Questions);
                Interlocked.Add(ref promotions, history.Promotions);
                Interlocked.Add(ref culls, history.Culls);
                Interlocked.Add(ref retries, history.Retries);
            },
            iter: 10_000);

        // A comparison of histories in which nothing happens would be worth nothing.
        TestContext.Out.WriteLine($"{questions} questions, {promotions} promotions, {culls} culls, {retries} retries");
        Assert.That(questions, Is.GreaterThan(500_000));
        Assert.That(promotions, Is.GreaterThan(10_000));
        Assert.That(culls, Is.GreaterThan(3_000));
        Assert.That(retries, Is.GreaterThan(3_000));
    }
}
