namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class SharingTests
{
    [Test]
    public async Task Run_AStoreThatIsInUse_SaysByWhomAndWhatToDoWhileReadingGoesOn()
    {
        using var place = new Workplace();
        var owner = place.Start("endless", "--json", "--no-plots");
        await owner.LineAsync("\"iteration\":3,");

        var second = await place.RunAsync("good", "--json");
        Assert.That(second.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(second.Error, Has.Some.Match($"is in use by process {owner.Id} ")
            .And.Some.Contains("wait until it ends"));

        foreach (var looking in new string[][] { ["list"], ["show", "endless"], ["best", "endless"], ["doctor"] })
        {
            (await place.RunAsync(looking)).Exits(0);
        }

        place.LetFinish();
        (await owner.EndAsync()).Exits(0);
        await place.RequireNothingLostAsync("endless");
    }

    [Test]
    public async Task PauseAndStop_FromAnotherTerminal_AreObeyedAndRefusedInWords()
    {
        using var place = new Workplace();
        var owner = place.Start("endless", "--json", "--no-plots", "--slots", "2");
        await owner.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":3,");

        Assert.That((await place.RunAsync("stop", "endless", "--trial", "9")).Exits(1).Error[0],
            Is.EqualTo("error: endless: There is no trial 9; the last is 1."));
        Assert.That((await place.RunAsync("pause", "other")).Exits(1).Error[0],
            Does.StartWith("error: There is no experiment 'other' in"));
        Assert.That((await place.RunAsync("stop", "endless", "--trial", "0")).Exits(0).Out,
            Is.EqualTo(new[] { "trial 0 of endless is stopped" }));
        Assert.That((await place.RunAsync("pause", "endless", "--json")).Exits(0).Events[0]
            .GetProperty("message").GetString(), Is.EqualTo("endless is paused; resume goes on"));
        var end = await owner.EndAsync();
        Assert.That(end.Exits(130).Error, Has.Some.StartsWith("paused after"));
        Assert.That(end.State, Is.EqualTo("Interrupted"));

        Assert.That((await place.RunAsync("stop", "endless")).Exits(0).Out, Is.EqualTo(new[] { "endless is stopped" }));
        Assert.That((await place.RunAsync("pause", "endless")).Exits(1).Error[0],
            Is.EqualTo("error: endless: The experiment is over (Stopped); there is nothing to pause."));
        await place.RequireNothingLostAsync("endless");
    }
}
