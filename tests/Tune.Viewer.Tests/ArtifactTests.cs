using Microsoft.Playwright;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Server;
using Tune.Trainables;

namespace Tune.Viewer.Tests;

/// <summary>What trials have left, on their pages.</summary>
internal sealed class ArtifactTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Artifacts_OfATrial_AreShownAsWhatTheyAre()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Ended}/t/{SomeArtifacts.Trial}");
        await page.Locator(".thumb img").First.ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync(
            "[...document.querySelectorAll('.thumb img')].filter(each => each.naturalWidth > 0).length === 3");
        await page.GetByRole(AriaRole.Button, new() { Name = "history.jsonl" }).ClickAsync();
        await Assertions.Expect(page.Locator(".file-shown th")).ToHaveTextAsync(
            (string[])["epoch", "loss", "layer"]);
        await Assertions.Expect(page.Locator(".file-shown tbody tr")).ToHaveCountAsync(20);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show confusion.svg" }).ClickAsync();
        await Assertions.Expect(page.Locator(".file-picture")).ToHaveAttributeAsync("alt", "plots/confusion.svg");
        await page.GetByRole(AriaRole.Button, new() { Name = "notes.md" }).ClickAsync();

        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);

        await Assertions.Expect(other.Locator(".file-shown pre")).ToContainTextAsync("flat from epoch 12");
        await Assertions.Expect(other.GetByRole(AriaRole.Link, new() { Name = "Save weights.bin" }))
            .ToHaveAttributeAsync("download", "weights.bin");
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [Test]
    public async Task Artifact_SavedWhileThePageIsOpen_AppearsByItself()
    {
        var isSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 1, Notice = _ => { } });
        await using var server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sweep = host.FitAsync(new Tuner(
            "saves",
            Trainable.Function("saves", async (TrialContext context, Configuration config) =>
            {
                await context.ReportAsync(("loss", 2));
                began.TrySetResult();
                await isSeen.Task.WaitAsync(context.Leaving);
                await context.SaveArtifactAsync("later.txt", "text");
                await context.ReportAsync(("loss", 1));
            }),
            new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "loss", Trials = 1,
        });
        await began.Task.WaitAsync(s_patience);
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, "/e/saves/t/0", server);
        await Assertions.Expect(page.Locator(".hint")).ToContainTextAsync("SaveArtifactAsync");

        isSeen.SetResult();

        await Assertions.Expect(page.Locator(".file-name")).ToHaveTextAsync("later.txt");
        await sweep.WaitAsync(s_patience);
    }
}
