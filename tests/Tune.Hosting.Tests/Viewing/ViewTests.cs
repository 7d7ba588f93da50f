using System.Net;
using System.Text;
using System.Text.Json;
using Tune.Cli.Viewing;
using Tune.Hosting.Running;
using Tune.Hosting.Tests.BadInput;

namespace Tune.Hosting.Tests.Viewing;

/// <summary>The API that a running program serves, as a browser and a second terminal meet it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ViewTests
{
    [Test]
    public async Task Run_ThatIsServed_IsSeenAndStoppedFromABrowser()
    {
        using var place = new Workplace();
        var host = place.Start("endless", "--json", "--slots", "2");
        await host.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":2,");
        var first = JsonSerializer.Deserialize<JsonElement>(await host.LineAsync("\"viewer\"")).GetProperty("url");
        var second = (await place.RunAsync("view", "endless")).Exits(0).Out.Single();
        using var browser = Browser();

        await LogInAsync(browser, first.GetString()!, "/e/endless");
        var seen = await GetAsync(browser, first.GetString()!, "/api/v1/experiments/endless");
        using var stopped = await browser.PostAsync(
            new Uri(new Uri(first.GetString()!), "/api/v1/experiments/endless/stop"), null);
        var end = await host.EndAsync();

        Assert.That(end.Error, Has.Some.Match("^view +.*Tune.HostProbe view endless --store"));
        Assert.That(second, Does.Match("^viewer +http://127.0.0.1:[0-9]+/login\\?key=").And.Not.Contain(
            first.GetString()!));
        Assert.That(seen.GetProperty("state").GetString(), Is.EqualTo("active"));
        Assert.That(stopped.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
    }

    [Test]
    public async Task View_OfAStoreThatNobodyHolds_ShowsItActsAndHoldsNothing()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-plots", "--no-view")).Exits(0);
        var viewing = place.Start("view", "good");
        var link = (await viewing.LineAsync("viewer"))[6..].Trim();
        using var browser = Browser();

        await LogInAsync(browser, link, "/e/good");
        var seen = await GetAsync(browser, link, "/api/v1/experiments/good");
        using var refused = await browser.PostAsync(new Uri(new Uri(link), "/api/v1/experiments/good/stop"), null);
        using var tag = new StringContent("""{"set": {"team": "a"}}""", Encoding.UTF8, "application/json");
        using var tagged = await browser.PatchAsync(new Uri(new Uri(link), "/api/v1/experiments/good"), tag);
        var after = await GetAsync(browser, link, "/api/v1/experiments/good");
        var again = await place.RunAsync("good", "--no-plots", "--quiet");
        viewing.Signal("INT");

        Assert.That(seen.GetProperty("state").GetString(), Is.EqualTo("finished"));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("over already"));
        Assert.That(tagged.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(after.GetProperty("tags").GetProperty("team").GetString(), Is.EqualTo("a"));
        again.Exits(0);
        (await viewing.EndAsync()).Exits(0);
    }

    [Test]
    public async Task View_OfRunsThatHadALogFolder_ShowsWhatTrialsPrintedThere()
    {
        using var place = new Workplace();
        var logs = Path.Combine(place.Folder, "printed");
        (await place.RunAsync("good", "--no-plots", "--no-view", "--logs", logs)).Exits(0);
        var printed = Directory.CreateDirectory(
            Path.Combine(NodeFolders.Of(place.Store, null, logs).Logs, "good")).FullName;
        await File.WriteAllTextAsync(Path.Combine(printed, "0.1.log"), "what it said");
        var viewing = place.Start("view", "good", "--logs", logs);
        var link = (await viewing.LineAsync("viewer"))[6..].Trim();
        using var browser = Browser();

        await LogInAsync(browser, link, "/e/good");
        var log = await GetAsync(browser, link, "/api/v1/experiments/good/trials/0/attempts/1/log");
        viewing.Signal("INT");

        Assert.That(log.GetProperty("text").GetString(), Is.EqualTo("what it said"));
        (await viewing.EndAsync()).Exits(0);
    }

    [Test]
    public async Task Run_WithoutAViewer_PrintsNoLinkAndKeepsNoToken()
    {
        using var place = new Workplace();

        var end = (await place.RunAsync("good", "--no-plots", "--no-view")).Exits(0);

        Assert.That(end.Out.Concat(end.Error), Has.None.Contains("viewer"));
        Assert.That(File.Exists(Path.Combine(place.Store, "viewer.token")), Is.False);
    }

    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite, "0123456789abcdef", true)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite, "short", false)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.OtherRead, "0123456789abcdef", false)]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Token_OfAFile_IsUsedIfItIsASecret(UnixFileMode mode, string text, bool isUsed)
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place.Store);
        var path = Path.Combine(place.Store, "viewer.token");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);

        Assert.That(StoreToken.Of(place.Store), Is.EqualTo(isUsed ? text : null));
        Assert.That(File.ReadAllText(path), Is.EqualTo(text));
    }

    private static HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false });

    private static async Task LogInAsync(HttpClient browser, string link, string page)
    {
        using var answer = await browser.GetAsync(new Uri(link));
        Assert.That(
            (answer.StatusCode, answer.Headers.Location?.OriginalString), Is.EqualTo((HttpStatusCode.Found, page)));
    }

    private static async Task<JsonElement> GetAsync(HttpClient browser, string link, string path) =>
        JsonSerializer.Deserialize<JsonElement>(await browser.GetStringAsync(new Uri(new Uri(link), path)));
}
