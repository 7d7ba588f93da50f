namespace Tune.Clustering.Tests.Storms;

/// <summary>The short form; <c>Tune.Chaos calls</c> is the long one.</summary>
internal sealed class StormTests
{
    [TestCase(1UL)]
    public async Task Calls_AgainstAStoreThatIsFullAgainAndAgain_AllEndWithOneAnswer(ulong seed) =>
        await CheckAsync(new StormOptions { Seed = seed });

    [TestCase(2UL)]
    public async Task Calls_AgainstAStoreThatBreaksItsOwner_AllEndWithOneAnswer(ulong seed) =>
        await CheckAsync(new StormOptions
        {
            Seed = seed, FullEvery = 0, BreakEvery = 40, OpenFailsEvery = 7, DisposeFailsEvery = 5,
        });

    [TestCase(3UL)]
    public async Task Calls_WhileTheClusterIsDisposedOf_AllEndWithOneAnswer(ulong seed) =>
        await CheckAsync(new StormOptions { Seed = seed, Disposes = true, BreakEvery = 60 });

    [TestCase(4UL)]
    public async Task Calls_ToTwoLiveOwnersOfOneExperiment_AllEndWithOneAnswer(ulong seed) =>
        await CheckAsync(new StormOptions { Seed = seed, Owners = 2, FullEvery = 0, Calls = 200 });

    private static async Task CheckAsync(StormOptions options)
    {
        await using var storm = new Storm(options);
        var verdict = await storm.RunAsync();
        TestContext.Out.WriteLine(verdict);
        Assert.That(
            verdict.IsClean(options.Disposes), Is.True, () => $"{verdict}\n{string.Join('\n', storm.Odd.Take(5))}");
    }
}
