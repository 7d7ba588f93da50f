using Microsoft.Playwright;
using Tune.Engine.Experiments.Acts;
using Tune.Server;
using Tune.Server.Access;

namespace Tune.Viewer.Tests;

/// <summary>What is asked for on a page is done by the engine: each test looks into the journal, not only at the page.
/// </summary>
internal sealed class ActingTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task PauseAndResume_OfASweep_PauseItAndGoOn()
    {
        await using var act = await ActStage.OpenAsync("pausing");
        await act.PressAsync("Pause…", "Pause the experiment");
        await act.ExpectStateAsync("paused");
        await act.Sweep.WaitAsync(s_patience);
        Assert.That((await act.Client.ExperimentAsync("pausing")).State, Is.EqualTo("paused"));

        await act.PressAsync("Resume…", "Resume the experiment");
        await act.ExpectStateAsync("active");
        act.Showcase.LetGo();
        await act.ExpectStateAsync("finished");

        Assert.That(await act.AuditAsync(), Is.EqualTo((UserAct[])[new UserAct.Resume(), new UserAct.Pause()]));
        Assert.That((await act.Client.ExperimentAsync("pausing")).Counts["Completed"], Is.EqualTo(2));
    }

    [Test]
    public async Task Extend_OfASweepThatIsOver_RunsMoreTrials()
    {
        await using var act = await ActStage.OpenAsync("longer", goesOn: false);
        await act.ExpectStateAsync("finished");
        await Assertions.Expect(act.Button("Pause…")).ToBeHiddenAsync();
        await Assertions.Expect(act.Button("Stop…")).ToBeHiddenAsync();
        await act.Button("Extend…").ClickAsync();
        await act.Dialog.GetByLabel("Trials in all").FillAsync("5");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Extend" }).ClickAsync();

        await Assertions.Expect(act.Page.Locator(".stat", new() { HasText = "Trials" })).ToContainTextAsync("5 / 5");
        await act.ExpectStateAsync("finished");
        Assert.That((await act.Client.ExperimentAsync("longer")).Counts["Completed"], Is.EqualTo(5));
    }

    [Test]
    public async Task Extend_ByTime_MovesTheEndOfASweepThatRuns()
    {
        var showcase = new Showcase();
        await using var act = await ActStage.OpenAsync(
            "timed", tuner: showcase.ThatGoesOn("timed", 2) with { TimeBudget = TimeSpan.FromMinutes(90) },
            showcase: showcase);
        await act.Button("Extend…").ClickAsync();
        await Assertions.Expect(act.Dialog.GetByLabel("Time in all")).ToHaveValueAsync("1 h 30 min");
        await act.Dialog.GetByLabel("Time in all").FillAsync("2 h 45 min");
        await act.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(act.Dialog).ToHaveCountAsync(0);

        var budget = TimeSpan.FromMinutes(165);
        Assert.That(await act.AuditAsync(), Is.EqualTo((UserAct[])[new UserAct.Extend { TimeBudget = budget }]));
        Assert.That((await act.Client.DetailAsync("timed")).TimeBudgetSeconds, Is.EqualTo(budget.TotalSeconds));
    }

    [Test]
    public async Task Act_WhoseAnswerIsLost_IsDoneOnceWhenItIsTriedAgain()
    {
        await using var act = await ActStage.OpenAsync("once");
        var asked = new List<string>();
        await act.Page.RouteAsync("**/extend", async route =>
        {
            asked.Add(route.Request.Headers["idempotency-key"]);
            await using var answer = await route.FetchAsync();
            await (asked.Count == 1 ? route.AbortAsync() : route.FulfillAsync(new() { Response = answer }));
        });
        await act.Button("Extend…").ClickAsync();
        await act.Dialog.GetByLabel("Trials in all").FillAsync("3");
        await act.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not answer");
        await Assertions.Expect(act.Dialog.GetByLabel("Trials in all")).ToHaveValueAsync("3");
        await act.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(act.Dialog).ToBeHiddenAsync();

        Assert.That(asked, Has.Count.EqualTo(2).And.Exactly(2).EqualTo(asked[0]));
        Assert.That(await act.AuditAsync(), Is.EqualTo((UserAct[])[new UserAct.Extend { Trials = 3 }]));
    }

    [Test]
    public async Task Act_ChangedAfterItsAnswerWasLost_IsAnotherAct()
    {
        await using var act = await ActStage.OpenAsync("changed");
        var asked = new List<string>();
        await act.Page.RouteAsync("**/extend", async route =>
        {
            asked.Add(route.Request.Headers["idempotency-key"]);
            await using var answer = await route.FetchAsync();
            await (asked.Count == 1 ? route.AbortAsync() : route.FulfillAsync(new() { Response = answer }));
        });
        await act.Button("Extend…").ClickAsync();
        await act.Dialog.GetByLabel("Trials in all").FillAsync("3");
        await act.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not answer");
        await act.Dialog.GetByLabel("Trials in all").FillAsync("4");
        await act.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(act.Dialog).ToBeHiddenAsync();

        Assert.That(asked, Is.Unique.And.Count.EqualTo(2));
        Assert.That(await act.AuditAsync(), Is.EquivalentTo((UserAct[])
            [new UserAct.Extend { Trials = 3 }, new UserAct.Extend { Trials = 4 }]));
    }

    [TestCase("many", "whole number")]
    [TestCase("1", "2 or more")]
    [TestCase("2", "what there is now")]
    [TestCase("99999999999", "The body is not what it should be")]
    public async Task Extend_ByWhatIsNotAllowed_SaysSoAtTheFieldAndKeepsIt(string typed, string said)
    {
        await using var act = await ActStage.OpenAsync("kept", goesOn: false);
        await act.Button("Extend…").ClickAsync();
        var field = act.Dialog.GetByLabel("Trials in all");
        await field.FillAsync(typed);
        await act.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync(said);
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(field).ToHaveValueAsync(typed);
        Assert.That(await act.AuditAsync(), Is.Empty);
    }

    [Test]
    public async Task Dialog_ByKeysAlone_HoldsTheFocusAndGivesItBack()
    {
        await using var act = await ActStage.OpenAsync("keys");
        var keys = act.Page.Keyboard;
        await act.Button("Extend…").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(act.Dialog.GetByLabel("Trials in all")).ToBeFocusedAsync();
        foreach (var name in (string[])["Cancel", "Extend"])
        {
            await keys.PressAsync("Tab");
            await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Button, new() { Name = name })).ToBeFocusedAsync();
        }

        await keys.PressAsync("Tab");
        await Assertions.Expect(act.Dialog.GetByLabel("Trials in all")).ToBeFocusedAsync();
        await keys.PressAsync("Shift+Tab");
        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Extend" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(act.Dialog).ToBeHiddenAsync();
        await Assertions.Expect(act.Button("Extend…")).ToBeFocusedAsync();

        await act.Button("Pause…").FocusAsync();
        await keys.PressAsync("Enter");
        await keys.PressAsync("Enter");
        await act.ExpectStateAsync("paused");
        await Assertions.Expect(act.Button("Resume…")).ToBeFocusedAsync();
    }

    [TestCase(TuneRole.Viewer, 0)]
    [TestCase(TuneRole.Operator, 1)]
    public async Task Page_ByRole_HasButtonsForWhoMayAct(TuneRole role, int rows)
    {
        await using var server = await TuneViewer.StartAsync(
            Stage.Host, new TuneServerOptions { Port = 0, Authorize = _ => role });
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Written}", server);

        await Assertions.Expect(page.Locator(".acts")).ToHaveCountAsync(rows);
        await Assertions.Expect(page.Locator(".tag-out")).ToHaveCountAsync(3 * rows);
        await Assertions.Expect(page.Locator(".rename")).ToHaveCountAsync(rows);
        await Assertions.Expect(page.Locator(".bin-card").GetByRole(AriaRole.Button)).ToHaveCountAsync(rows);
        await Assertions.Expect(page.Locator(".note-text")).ToContainTextAsync("Trained on the scans");
        await page.CloseAsync();
    }

    [Test]
    public async Task Page_ForWhoMayOnlyLook_HasNoButtonThatActs()
    {
        await using var act = await ActStage.OpenAsync(
            "looked-at", options: new() { Port = 0, ReadOnly = true }, offered: true);
        await act.ExpectStateAsync("active");
        await Assertions.Expect(act.Page.Locator(".acts")).ToHaveCountAsync(0);
        await act.Page.Keyboard.PressAsync("p");
        await Assertions.Expect(act.Dialog).ToHaveCountAsync(0);
        await act.GoAsync("/e/looked-at/t/1");
        await Assertions.Expect(act.Page.Locator(".acts")).ToHaveCountAsync(0);
        await act.GoAsync("/");
        await Assertions.Expect(act.Button("New experiment…")).ToBeHiddenAsync();
    }
}
