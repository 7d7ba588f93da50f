using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Server;
using Tune.Trainables;

namespace Tune.Viewer.Tests;

/// <summary>How things went and go: brackets, waiting, timeline, lineage, logs.</summary>
internal sealed class CourseTests
{
    private const string Script = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Brackets_OfASweepThatGoesOn_FillAndSayWhatWaits()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Nursery.Bands}");

        await Assertions.Expect(page.Locator(".bracket")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("[data-bracket='0'] .bracket-head")).ToContainTextAsync("27 / 27 trials");
        await Assertions.Expect(page.Locator("[data-bracket='2'] .bracket-head")).ToContainTextAsync("/ 6 trials");
        await Assertions.Expect(page.Locator("[data-bracket='0'] .rungs > div").First)
            .ToContainTextAsync("iteration 1");
        var waiting = page.GetByRole(AriaRole.List, new() { Name = "What it waits for" });
        await Assertions.Expect(waiting).ToContainTextAsync("until the others of their bracket are there");
        await Assertions.Expect(waiting).ToContainTextAsync("MaxConcurrent");
        await page.CloseAsync();
    }

    [Test]
    public async Task Waiting_OfATrialAtItsRung_SaysWhatItWaitsFor()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Nursery.Bands}?status=Paused");
        await page.Locator(".grid-body a").First.ClickAsync();
        await page.WaitForURLAsync("**/t/*");

        await Assertions.Expect(page.Locator(".waiting")).ToContainTextAsync("At a rung until the others");
        await Assertions.Expect(page.Locator(".stat >> nth=1")).ToContainTextAsync("bracket ");
        await page.CloseAsync();
    }

    [Test]
    public async Task Waiting_OfASweepThatIsPaused_SaysWhoMustAct()
    {
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 1, Notice = _ => { } });
        await using var server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var showcase = new Showcase();
        var sweep = host.FitAsync(showcase.ThatGoesOn("one", 1));
        await showcase.Runs.WaitAsync(s_patience);
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, "/e/one", server);

        await host.PauseAsync("one");

        await Assertions.Expect(page.Locator(".waiting [data-holds]")).ToContainTextAsync("It is paused");
        showcase.LetGo();
        await host.StopAsync("one");
        await sweep.WaitAsync(s_patience);
        await Assertions.Expect(page.Locator(".waiting")).ToBeHiddenAsync();
    }

    [Test]
    public async Task Lineage_OfAPopulation_LeadsToAMemberAndItsDonors()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Nursery.Population}");
        var card = page.Locator(".card", new() { HasText = "Lineage and schedules" });
        await card.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Img))
            .ToHaveAttributeAsync("aria-label", new Regex("12 trials with their clones"));
        await card.GetByLabel("Colour by").SelectOptionAsync("dropout");
        Assert.That(new Uri(page.Url).Query, Is.EqualTo("?schedule=dropout"));
        var picture = card.Locator(".chart");

        // The first member begins at the first iteration; later it may have jumped ahead with somebody's weights.
        await picture.HoverAsync(new() { Position = new() { X = 60, Y = 16 } });
        await Assertions.Expect(picture.Locator(".bubble")).ToContainTextAsync("iterations");
        await picture.ClickAsync(new() { Position = new() { X = 60, Y = 16 } });

        await page.WaitForURLAsync($"**/e/{Nursery.Population}/t/*");
        await page.CloseAsync();
    }

    [Test]
    public async Task Family_OfAClone_LeadsToWhoItsWeightsAreFrom()
    {
        var clone = (await Stage.LineageAsync(Nursery.Population))
            .First(each => each.Stretches.Any(one => one.Donor is not null));
        var donor = clone.Stretches.Last(each => each.Donor is not null).Donor;
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Nursery.Population}/t/{clone.Trial}");
        var card = page.Locator(".family");
        await card.ScrollIntoViewIfNeededAsync();

        await Assertions.Expect(card).ToContainTextAsync("its weights began in trial");
        await card.GetByRole(AriaRole.Link, new() { Name = $"trial {donor}", Exact = true }).First.ClickAsync();

        await page.WaitForURLAsync($"**/t/{donor}");
        await Assertions.Expect(page.Locator(".family")).ToContainTextAsync($"trial {clone.Trial} at");
        await page.CloseAsync();
    }

    [Test]
    public async Task Timeline_OfASweep_HasARowForEachSlotAndLeadsToATrial()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Ended}");
        var card = page.Locator(".card", new() { HasText = "Timeline" });
        await card.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Img))
            .ToHaveAttributeAsync("aria-label", new Regex(@"48 attempts in \d+ slot"));
        var box = (await card.Locator(".chart").BoundingBoxAsync())!;
        var bubble = card.Locator(".bubble");

        // Somewhere in the first row something ran.
        for (var x = 80f; x < box.Width && !await bubble.IsVisibleAsync(); x += 4)
        {
            await card.Locator(".chart").HoverAsync(new() { Position = new() { X = x, Y = 14 } });
        }

        await Assertions.Expect(bubble).ToContainTextAsync("Trial");
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        await page.WaitForURLAsync($"**/e/{Showcase.Ended}/t/*");
        await page.CloseAsync();
    }

    [Test]
    public async Task Log_OfATrialThatRuns_StreamsAndStaysAtItsEnd()
    {
        using var goesOn = new SemaphoreSlim(0);
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 1, Notice = _ => { } });
        await using var server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var begun = new TaskCompletionSource();
        var sweep = host.FitAsync(new Tuner(
            "talks",
            Trainable.Function("talks", async (TrialContext trial, Configuration _) =>
            {
                for (var line = 1; line <= 3; line++)
                {
                    trial.Log($"epoch {line} has begun{Script}");
                    begun.TrySetResult();
                    await goesOn.WaitAsync(trial.Leaving);
                }

                await trial.ReportAsync(("loss", 1));
            }),
            new SearchSpace().Uniform("x", 0, 1)) { Metric = "loss", Trials = 1 });
        await begun.Task.WaitAsync(s_patience);
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, "/e/talks/t/0", server);
        var log = page.GetByRole(AriaRole.Log);
        await log.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(log).ToContainTextAsync("epoch 1 has begun");

        goesOn.Release();
        await Assertions.Expect(log).ToContainTextAsync("epoch 2 has begun");
        goesOn.Release(2);
        await sweep.WaitAsync(s_patience);
        await Assertions.Expect(log).ToContainTextAsync($"epoch 3 has begun{Script}");
        Assert.That(await page.EvaluateAsync<bool>("window.hurt === undefined"));
        Assert.That(await page.Locator("main img, main script").CountAsync(), Is.Zero, "what is printed is text");
    }
}
