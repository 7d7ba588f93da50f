namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class InterruptTests
{
    [TestCase("endless", "INT")]
    [TestCase("endless-child", "INT")]
    [TestCase("endless", "TERM")]
    public async Task Signal_Once_SavesLeavesAndTellsHowToGoOn(string experiment, string signal)
    {
        using var place = new Workplace();
        var host = place.Start(experiment, "--json", "--slots", "2");
        await host.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":5,");
        host.Signal(signal);
        var end = await host.EndAsync();

        Assert.That(end.Exits(130).State, Is.EqualTo("Interrupted"));
        Assert.That(end.Error, Has.Some.StartsWith("saving what runs, then leaving; once more to leave at once"));
        Assert.That(end.Error, Has.Some.Match($"^resume .*Tune.HostProbe resume {experiment} --store {place.Store}$"));
        var before = await place.RequireNothingLostAsync(experiment);
        Assert.That(end.Done.GetProperty("reports").GetInt64(), Is.EqualTo(before));

        await place.RequireGoesOnAsync(experiment, before);
    }

    [Test]
    public async Task Signal_Twice_LeavesAtOnceAndLosesNothing()
    {
        using var place = new Workplace();
        var host = place.Start("stubborn", "--json", "--slots", "2");
        await host.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":1,");
        host.Signal("INT");
        await host.LineAsync("once more to leave at once");
        host.Signal("INT");
        var end = await host.EndAsync();

        Assert.That(end.Exits(130).State, Is.EqualTo("Interrupted"));
        Assert.That(end.Error, Has.Some.Match("^resume .*Tune.HostProbe resume stubborn"));
        Assert.That(await place.RequireNothingLostAsync("stubborn"), Is.GreaterThanOrEqualTo(2));
    }

    [TestCase("endless")]
    [TestCase("endless-child")]
    public async Task Kill_AtOnce_LosesNothingThatWasAcknowledged(string experiment)
    {
        using var place = new Workplace();
        var host = place.Start(experiment, "--quiet");
        await host.LineAsync("watch");
        using (var watcher = place.Start("show", experiment))
        {
            Assert.That((await watcher.EndAsync()).Exits(0).Out, Has.None.StartsWith("nobody runs it"));
        }

        host.Signal("KILL");
        await host.EndAsync();
        Assert.That((await place.RunAsync("show", experiment)).Exits(0).Out,
            Has.Some.Match($"^nobody runs it now; go on with: .*Tune.HostProbe resume {experiment} --store"));
        Assert.That((await place.RunAsync("doctor")).Exits(0).Out[0], Does.EndWith("not open anywhere"));

        await place.RequireGoesOnAsync(experiment, await place.RequireNothingLostAsync(experiment));
    }

    [Test]
    public async Task Resume_OfAFinishedExperiment_RunsNothingAgain()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--quiet", "--no-plots")).Exits(0);
        foreach (var again in new[] { "run", "resume" })
        {
            var end = await place.RunAsync(again, "good", "--json", "--no-plots");
            Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
            Assert.That(end.Events.Select(line => line.GetProperty("event").GetString()),
                Is.EqualTo(new[] { "started", "viewer", "done" }));
            Assert.That(end.Error[0], Does.Contain("good: resumed with 4 trials and 12 reports"));
        }

        Assert.That(await place.RequireNothingLostAsync("good"), Is.EqualTo(12));

        var more = await place.RunAsync("run", "good", "--trials", "6", "--json", "--no-plots");
        Assert.That(more.Exits(0).Done.GetProperty("trials").GetInt32(), Is.EqualTo(6));
        Assert.That(more.Events.Count(line => line.GetProperty("event").GetString() == "report"), Is.EqualTo(6));
        Assert.That(await place.RequireNothingLostAsync("good"), Is.EqualTo(18));
    }

    [Test]
    public async Task Resume_OfOneThatIsNotInTheStore_SaysHowToStartIt()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--quiet", "--no-plots")).Exits(0);
        var end = await place.RunAsync("resume", "endless");

        Assert.That(end.Exits(1).Error[0], Does.StartWith("error: There is no experiment 'endless' in")
            .And.Contain("it has good.")
            .And.Match($"Start it with: .*Tune.HostProbe run endless --store {place.Store}$"));
    }

    [Test]
    public async Task Run_WithAnotherSeed_NamesTheFieldAndChangesNothing()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--quiet", "--no-plots")).Exits(0);
        var end = await place.RunAsync("good", "--seed", "5");

        Assert.That(string.Join('\n', end.Exits(2).Error), Does.Contain("exists with another Seed (0, now 5)"));
        Assert.That(await place.RequireNothingLostAsync("good"), Is.EqualTo(12));
    }
}
