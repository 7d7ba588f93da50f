using Tune.Hosting.Tests.BadInput;

namespace Tune.Hosting.Tests.Submitting;

/// <summary><c>submit</c>, to a program that serves a store.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SubmitCommandTests
{
    [Test]
    public async Task Submit_ToWhoeverServes_RunsAndGoesOnAfterAKill()
    {
        using var place = new Workplace();
        var first = place.Start("serve", "--slots", "1");
        await first.LineAsync("MLFLOW_TRACKING_TOKEN");
        Assert.That((await place.RunAsync("submit")).Exits(0).Out, Has.Some.StartsWith("endless "));
        Assert.That(
            (await place.RunAsync("submit", "endless", "--name", "mine", "--trials", "1", "--tag", "team=a"))
                .Exits(0).Out,
            Is.EqualTo(new[] { "mine is submitted" }));
        var watching = place.Start("watch", "mine", "--json");
        await watching.LineAsync("\"changed\"");
        first.Signal("KILL");
        watching.Signal("KILL");
        await first.EndAsync();

        var second = place.Start("serve", "--slots", "1");
        await second.LineAsync("MLFLOW_TRACKING_TOKEN");
        (await place.RunAsync("stop", "mine")).Exits(0);
        var shown = (await place.RunAsync("show", "mine")).Exits(0).Out;
        second.Signal("INT");

        Assert.That(
            (await second.EndAsync()).Exits(0).Error,
            Has.Some.EqualTo("'mine' was submitted and not finished; it goes on."));
        Assert.That(shown[1], Does.Contain("tune.template=endless").And.Contain("team=a"));
    }

    [Test]
    public async Task Submit_WithNobodyToRunIt_SaysWhatToStart()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-plots", "--no-view")).Exits(0);

        Assert.That((await place.RunAsync("submit", "good")).Exits(1).Error[0], Does.Contain("serve"));
        Assert.That(
            (await place.RunAsync("submit", "good", "--mode", "best")).Exits(2).Error[0], Does.Contain("Min or Max"));
    }
}
