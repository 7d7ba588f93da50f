using CsCheck;
using Tune.Schedulers.MedianStopping;

namespace Tune.Schedulers.Tests.MedianStopping;

internal sealed class MedianProperties
{
    private static readonly Gen<MedianStoppingOptions> Options = Gen
        .Select(Gen.Int[4, 20], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Bool)
        .Select((max, grace, interval, minTrials, all) => new MedianStoppingOptions
        {
            MaxIterations = max, GracePeriod = grace, Interval = interval, MinTrials = minTrials,
            Peers = all ? MedianPeers.All : MedianPeers.Finished,
        });

    [Test]
    public void Answers_OverManyHistories_AreTheOracles()
    {
        var (questions, culls, retries) = (0L, 0L, 0L);
        Gen.Select(Options, Gen.ULong).Sample(
            (options, seed) =>
            {
                var history = new SchedulerHistory(
                    options, new MedianOracle(options), options.MaxIterations!.Value, trialsMax: 16, seed);
                history.Run();
                Interlocked.Add(ref questions, history.Questions);
                Interlocked.Add(ref culls, history.Culls);
                Interlocked.Add(ref retries, history.Retries);
            },
            iter: 3_000);

        // A comparison of histories in which nothing happens would be worth nothing.
        TestContext.Out.WriteLine($"{questions} questions, {culls} culls, {retries} retries");
        Assert.That(questions, Is.GreaterThan(150_000));
        Assert.That(culls, Is.GreaterThan(1_000));
        Assert.That(retries, Is.GreaterThan(1_000));
    }
}
