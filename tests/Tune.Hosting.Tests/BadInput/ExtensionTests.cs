namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class ExtensionTests
{
    [Test]
    public async Task Resume_OfAFinishedExperiment_SaysHowToExtendIt()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--quiet", "--no-plots")).Exits(0);
        var again = await place.RunAsync("resume", "good", "--quiet", "--no-plots");

        var resume = again.Exits(0).Out.Single(line => line.StartsWith("resume     ", StringComparison.Ordinal));
        Assert.That(again.Out[^1], Is.EqualTo($"extend     {resume["resume     ".Length..]} --trials 8"));

        var more = await place.RunAsync("resume", "good", "--quiet", "--no-plots", "--trials", "8", "--json");
        Assert.That(more.Exits(0).Done.GetProperty("trials").GetInt32(), Is.EqualTo(8));
    }

    [Test]
    public async Task Run_TimeBudgetUsed_SaysHowToExtendIt()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("endless", "--quiet", "--no-plots", "--time-budget", "1s");

        Assert.That(end.Exits(0).Out[^1], Does.StartWith("extend     ").And.EndsWith(" --time-budget 2s"));
    }

    [Test]
    public async Task Run_TrainableSharedWithAnotherExperiment_TrainsInItsChildProcess()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("good-twin", "--json", "--no-plots");

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(await place.RequireNothingLostAsync("good-twin"), Is.EqualTo(12));
    }
}
