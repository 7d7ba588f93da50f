using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Runs;

/// <summary>What the API says of free-standing runs and models.</summary>
internal sealed class RunTests
{
    private const string Run = $"runs/0/{SomeRuns.Full}";
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await SomeRuns.FillAsync(_served.Store.Runs!);
    }

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Collections_SayHowManyRunsTheyHave()
    {
        var collection = (await GetAsync("runs", TuneJson.Default.CollectionList)).Collections.Single();

        Assert.That((collection.Collection, collection.Runs, collection.Running), Is.EqualTo((0, 4, 1)));
    }

    [Test]
    public async Task Runs_OfACollection_AreAPageWithTheNewestFirst()
    {
        var list = await GetAsync("runs/0?skip=1&take=2", TuneJson.Default.RunList);

        Assert.That(list.Total, Is.EqualTo(4));
        Assert.That(
            list.Runs.Select(run => (run.Name, run.Status)),
            Is.EqualTo(((string, string)[])[("resnet-34", "Finished"), ("resnet-34, no augmentation", "Failed")]));
    }

    [Test]
    public async Task Run_SaysWhatItWasGivenAndWhatCameOut()
    {
        var run = await GetAsync(Run, TuneJson.Default.RunItem);
        var metric = (await GetAsync(Run + "/metrics?metric=loss&width=20", TuneJson.Default.RunMetricList))
            .Metrics.Single();

        Assert.That((run.User, run.Parameters["depth"], run.Tags["team"]), Is.EqualTo(("ada", "34", "vision")));
        Assert.That(run.Models, Is.EqualTo((string[])[$"{SomeRuns.Model}/1"]));
        Assert.That((run.EndedUtc - run.StartedUtc)?.TotalSeconds, Is.EqualTo(300));
        Assert.That((metric.Total, metric.Steps[^1]), Is.EqualTo((200L, 200L)));
        Assert.That(metric.Values[^1], Is.EqualTo(run.Metrics["loss"]));
        Assert.That(metric.Steps, Has.Count.InRange(10, 21).And.Ordered);
        Assert.That(metric.Seconds[^1], Is.EqualTo(300).Within(1e-9));
    }

    [Test]
    public async Task Artifacts_AreListedFolderByFolder()
    {
        var all = await GetAsync(Run + "/artifacts", TuneJson.Default.ArtifactList);
        var below = await GetAsync(Run + "/artifacts?path=tables", TuneJson.Default.ArtifactList);

        Assert.That(
            all.Files.Select(file => file.Path),
            Is.EqualTo((string[])["model", "plots", "tables", "config.json", "report.html"]));
        Assert.That((below.Files[0].Path, below.Files[0].Folder), Is.EqualTo(("tables/predictions.csv", false)));
    }

    [TestCase("plots/confusion.png", "image/png", "inline")]
    [TestCase("report.html", "application/octet-stream", "attachment; filename*=UTF-8''report.html")]
    [TestCase("report.html&head=8", "text/plain", "inline")]
    [TestCase("model/weights.bin", "application/octet-stream", "attachment; filename*=UTF-8''weights.bin")]
    public async Task File_WhateverIsInIt_IsRunByNoBrowser(string path, string type, string disposition)
    {
        using var answer = await _served.Client.GetAsync(Of($"{Run}/file?path={path}"));
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        Assert.That(answer.Content.Headers.ContentDisposition?.ToString(), Is.EqualTo(disposition));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.EndWith("sandbox"));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
        Assert.That(bytes, path.EndsWith("head=8", StringComparison.Ordinal) ? Has.Length.EqualTo(8) : Is.Not.Empty);
    }

    [Test]
    public async Task Models_SayWhereTheirVersionsAreFrom()
    {
        var list = await GetAsync("models", TuneJson.Default.ModelList);
        var model = await GetAsync($"models/{SomeRuns.Model}", TuneJson.Default.ModelItem);

        Assert.That(list.Models.Single().Name, Is.EqualTo(SomeRuns.Model));
        Assert.That(model.Aliases["champion"], Is.EqualTo(1));
        Assert.That((model.Versions.Single().Run, model.Versions.Single().Collection), Is.EqualTo((SomeRuns.Full, 0)));
    }

    [TestCase("runs/7", 404, "7")]
    [TestCase("runs/0/none", 404, "none")]
    [TestCase("runs/0?take=0", 400, "take")]
    [TestCase(Run + "/metrics", 400, "metric")]
    [TestCase(Run + "/metrics?metric=,", 400, "metric")]
    [TestCase(Run + "/file?path=none.txt", 404, "none.txt")]
    [TestCase(Run + "/file?path=a%5Cb", 400, "path")]
    [TestCase(Run + "/artifacts?path=..%2F..", 400, "path")]
    [TestCase("models/none", 404, "none")]
    public async Task Question_WithoutSense_IsAProblemThatNamesTheField(string path, int status, string named)
    {
        using var answer = await _served.Client.GetAsync(Of(path));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named));
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> shape)
    {
        using var answer = await _served.Client.GetAsync(Of(path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonSerializer.Deserialize(text, shape)!;
    }

    private static Uri Of(string path) => new($"api/v1/{path}", UriKind.Relative);
}
