using CsCheck;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Tests.Asha;

internal sealed class AshaProperties
{
    private static readonly Gen<AshaOptions> Options = Gen
        .Select(Gen.Int[1, 40], Gen.Int[1, 3], Gen.Int[2, 4], Gen.Int[1, 3])
        .Select((max, grace, eta, brackets) => new AshaOptions
        {
            MaxIterations = Math.Max(max, grace), GracePeriod = grace, ReductionFactor = eta, Brackets = brackets,
        })
        .Where(options => !options.Problems(SomeContext.With()).Any());

    [TestCase(AshaVariant.Stopping)]
    [TestCase(AshaVariant.Promotion)]
    public void Answers_OverTenThousandHistories_AreTheOracles(AshaVariant variant)
    {
        var (questions, promotions, culls, retries) = (0L, 0L, 0L, 0L);
        Gen.Select(Options, Gen.ULong).Sample(
            (options, seed) =>
            {
                var variety = options with { Variant = variant };
                var history = new SchedulerHistory(
                    variety, new AshaOracle(variety, seed), options.MaxIterations, trialsMax: 16, seed);
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
        Assert.That(promotions, variant == AshaVariant.Promotion ? Is.GreaterThan(10_000) : Is.Zero);
        Assert.That(culls, Is.GreaterThan(3_000));
        Assert.That(retries, Is.GreaterThan(3_000));
    }
}
