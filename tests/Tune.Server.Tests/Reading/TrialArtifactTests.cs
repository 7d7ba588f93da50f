using System.Net;
using System.Text;
using Tune.Client;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting;
using Tune.Trainables;

namespace Tune.Server.Tests.Reading;

/// <summary>Files of trials over the API.</summary>
internal sealed class TrialArtifactTests
{
    private const string Trial = $"api/v1/experiments/{ServedStore.Experiment}/trials/1";
    private ServedStore _served = null!;
    private TuneClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        _client = new TuneClient(_served.Server.Address, _served.Server.Token);
        await _served.AddSomeAsync();
        foreach (var path in (string[])["plots/a.png", "plots/deep/b.png", "plots.txt", "page.html", "ü b.csv"])
        {
            await _served.Store.Artifacts(ServedStore.Experiment)
                .PutAsync(new TrialId(1), path, new ReadOnlyMemory<byte>[]
                {
                    Encoding.UTF8.GetBytes("<script>" + path),
                }.ToAsyncEnumerable());
        }
    }

    [TearDown]
    public async Task End()
    {
        _client.Dispose();
        await _served.DisposeAsync();
    }

    [Test]
    public async Task Artifacts_AreListedFolderByFolder()
    {
        var all = await _client.ArtifactsAsync(ServedStore.Experiment, 1);
        var below = await _client.ArtifactsAsync(ServedStore.Experiment, 1, "plots");

        Assert.That(
            all.Files.Select(file => (file.Path, file.Folder)),
            Is.EqualTo([("plots", true), ("page.html", false), ("plots.txt", false), ("ü b.csv", false)]));
        Assert.That(below.Files.Select(file => file.Path), Is.EqualTo(["plots/deep", "plots/a.png"]));
        Assert.That(below.Files[1].Bytes, Is.EqualTo("<script>plots/a.png".Length));
        Assert.That((await _client.ArtifactsAsync(ServedStore.Experiment, 0)).Files, Is.Empty);
        Assert.That(
            await _client.ArtifactAsync(ServedStore.Experiment, 1, "ü b.csv"),
            Is.EqualTo(Encoding.UTF8.GetBytes("<script>ü b.csv")));
    }

    [TestCase("plots/a.png", "image/png", "inline")]
    [TestCase("page.html", "application/octet-stream", "attachment; filename*=UTF-8''page.html")]
    [TestCase("page.html&head=8", "text/plain", "inline")]
    public async Task File_WhateverIsInIt_IsRunByNoBrowser(string path, string type, string disposition)
    {
        using var answer = await _served.Client.GetAsync(new Uri($"{Trial}/file?path={path}", UriKind.Relative));

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        Assert.That(answer.Content.Headers.ContentDisposition?.ToString(), Is.EqualTo(disposition));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("sandbox"));
    }

    [TestCase("file?path=nothing", 404)]
    [TestCase("file?path=plots", 404)]
    [TestCase("file?path=../0/plots.txt", 400)]
    [TestCase("file?path=%2e%2e%2fplots.txt", 400)]
    [TestCase("file?path=/etc/passwd", 400)]
    [TestCase("file?path=plots.txt&head=0", 400)]
    [TestCase("file", 400)]
    [TestCase("artifacts?path=..", 400)]
    [TestCase("../9/artifacts", 404)]
    public async Task Artifact_ThatIsNone_IsNotFound(string path, int status)
    {
        using var answer = await _served.Client.GetAsync(new Uri($"{Trial}/{path}", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo((HttpStatusCode)status));
    }

    [Test]
    public async Task Artifact_SavedByTrainingCode_CanBeReadOverTheApi()
    {
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 1, Notice = _ => { } });
        await using var server = await TuneServer.StartAsync(host, new TuneServerOptions { Port = 0 });
        using var client = new TuneClient(server.Address, server.Token);
        await host.FitAsync(new Tuner(
            "keeps",
            Trainable.Function("keeps", static async (TrialContext context, Configuration config) =>
            {
                await context.SaveArtifactAsync("x.txt", $"of trial {context.Trial}");
                await context.ReportAsync(("loss", config.Real("x")));
            }) with
            {
                Isolation = Isolation.Thread,
            },
            new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "loss", Trials = 2,
        });

        Assert.That(
            Encoding.UTF8.GetString(await client.ArtifactAsync("keeps", 1, "x.txt")), Is.EqualTo("of trial 1"));
    }
}
