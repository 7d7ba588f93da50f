using System.Text.Json;
using Tune.Hosting.Tests.BadInput;

namespace Tune.Hosting.Tests.Acts;

/// <summary>What people type to act on an experiment.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ActCommandTests
{
    [Test]
    public async Task Commands_OnAStoreThatNobodyHolds_AreKeptAndAudited()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-plots", "--no-view")).Exits(0);

        Assert.That((await place.RunAsync("tag", "good", "team=a", "why=x=y")).Exits(0).Out,
            Is.EqualTo(new[] { "good is marked" }));
        Assert.That((await place.RunAsync("note", "good", "odd", "--trial", "0")).Exits(0).Out,
            Is.EqualTo(new[] { "trial 0 of good is marked" }));
        (await place.RunAsync("rename", "good", "My best")).Exits(0);
        (await place.RunAsync("delete", "good")).Exits(0);
        var gone = (await place.RunAsync("list", "--json")).Exits(0).Events;
        (await place.RunAsync("delete", "good", "--restore")).Exits(0);
        var audit = (await place.RunAsync("audit", "good", "--json")).Exits(0).Events;

        var back = (await place.RunAsync("list", "--json")).Exits(0).Events;
        Assert.That((Experiments(gone), Experiments(back)), Is.EqualTo((0, 1)));
        Assert.That(
            audit.Select(entry => entry.GetProperty("detail").GetProperty("act").GetString()),
            Is.EqualTo(new[] { "restore", "delete", "annotate", "annotate", "annotate" }), "the newest first");
        Assert.That(audit.Select(entry => entry.GetProperty("via").GetString()), Is.All.EqualTo("cli"));
        Assert.That(
            audit[^1].GetProperty("detail").GetProperty("set").GetProperty("why").GetString(), Is.EqualTo("x=y"));
    }

    [Test]
    public async Task Delete_WithPurge_TakesAYesAndLeavesNothing()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-view")).Exits(0);
        (await place.RunAsync("tag", "good", "team=a")).Exits(0);
        (await place.RunAsync("rename", "good", "My best")).Exits(0);
        var shown = (await place.RunAsync("show", "good")).Exits(0).Out;
        var unsure = (await place.RunAsync("delete", "good", "--purge")).Exits(2).Error;
        (await place.RunAsync("delete", "good")).Exits(0);
        var bin = (await place.RunAsync("list", "--deleted")).Exits(0).Out;
        (await place.RunAsync("delete", "good", "--purge", "--yes")).Exits(0);

        Assert.That(shown[0], Does.Contain("TITLE").And.Contain("TAGS"));
        Assert.That(shown[1], Does.Contain("My best").And.Contain("team=a"));
        Assert.That(unsure, Has.Some.Contains("--yes"));
        Assert.That(bin, Has.Some.Contains("DELETED (UTC)"));
        Assert.That(bin, Has.Some.StartsWith("good "));
        Assert.That((await place.RunAsync("list", "--deleted")).Exits(0).Out, Has.Some.Contains("is empty"));
        (await place.RunAsync("show", "good")).Exits(1);
        (await place.RunAsync("good", "--no-plots", "--no-view")).Exits(0);
    }

    [Test]
    public async Task Enqueue_ToARunElsewhere_IsTriedAndWatched()
    {
        using var place = new Workplace();
        var owner = place.Start("endless", "--json", "--no-plots", "--slots", "1");
        await owner.LineAsync("\"trial\":0,\"attempt\":1,\"sequence\":2,");
        var watching = place.Start("watch", "endless", "--json");
        await watching.LineAsync("\"changed\"");

        Assert.That(
            (await place.RunAsync("enqueue", "endless")).Exits(0).Out,
            Has.One.Match("^trial [0-9]+ of endless is next$"));
        Assert.That(
            (await place.RunAsync("enqueue", "endless", "nothing=1")).Exits(1).Error[0], Does.Contain("nothing"));
        (await place.RunAsync("stop", "endless")).Exits(0);

        (await owner.EndAsync()).Exits(0);
        Assert.That((await watching.EndAsync()).Exits(0).Out[^1], Does.Contain("\"stopped\""));
    }

    private static int Experiments(IEnumerable<JsonElement> lines) =>
        lines.Count(line => line.GetProperty("event").GetString() == "experiment");

    [TestCase("tag", "good")]
    [TestCase("tag", "good", "noequals")]
    [TestCase("tag", "good", "=x")]
    [TestCase("extend", "good")]
    [TestCase("extend", "good", "--trials", "0")]
    [TestCase("enqueue", "good", "x")]
    [TestCase("enqueue", "good", "x=1", "x=2")]
    public async Task Command_ThatMakesNoSense_IsRefusedBeforeAnythingIsOpened(params string[] args)
    {
        using var place = new Workplace();

        var end = (await place.RunAsync(args)).Exits(2);

        Assert.That(end.Error[0], Does.StartWith("error: ").And.Match("KEY|TIME|trials|PARAMETER|twice"));
    }
}
