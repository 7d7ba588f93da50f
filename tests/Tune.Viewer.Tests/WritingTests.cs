using Microsoft.Playwright;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Viewer.Tests;

/// <summary>Titles, notes and tags are written where they stand, and are text whatever they hold.</summary>
internal sealed class WritingTests
{
    private const string Script = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>";

    [Test]
    public async Task Title_WrittenByKeysAlone_IsThatOfTheExperiment()
    {
        await using var act = await ActStage.OpenAsync("named");
        var (page, keys) = (act.Page, act.Page.Keyboard);
        await act.Button("Change the title").FocusAsync();
        await keys.PressAsync("Enter");
        await keys.TypeAsync("First try");
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("named");
        await Assertions.Expect(act.Button("Change the title")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await keys.TypeAsync(Script);
        await keys.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Script);
        await Assertions.Expect(page.Locator(".own-name")).ToHaveTextAsync("named");
        await Assertions.Expect(act.Button("Change the title")).ToBeFocusedAsync();
        Assert.That((await act.Client.ExperimentAsync("named")).Title, Is.EqualTo(Script));
        await act.GoAsync("/?q=onerror");
        await Assertions.Expect(page.Locator("a.list-link")).ToHaveTextAsync(Script);
        await Assertions.Expect(page.Locator("a.list-link")).ToHaveAttributeAsync("title", "named");
        Assert.That(await page.EvaluateAsync<bool>("window.hurt === undefined"));
        act.ExpectNoComplaint();
    }

    [TestCase(null)]
    [TestCase(1)]
    public async Task NoteAndTags_OfAnExperimentOrATrial_AreWrittenAndKept(int? trial)
    {
        await using var act = await ActStage.OpenAsync("noted");
        var (page, keys) = (act.Page, act.Page.Keyboard);
        await act.GoAsync("/e/noted" + (trial is { } number ? $"/t/{number}" : ""));
        await act.Button("Add a note").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Note", new() { Exact = true })).ToBeFocusedAsync();
        await keys.TypeAsync($"Line one\n{Script}");
        await keys.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".note-text")).ToContainTextAsync(Script);
        await act.Button("Add a tag").ClickAsync();
        await keys.TypeAsync("team");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("vision");
        await keys.PressAsync("Enter");
        await act.Button("Add a tag").ClickAsync();
        await keys.TypeAsync(Script);
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".tag")).ToHaveCountAsync(2);
        await act.Button("team vision").ClickAsync();
        await keys.TypeAsync("sound");
        await keys.PressAsync("Enter");
        await act.Button($"Remove the tag {Script}").ClickAsync();
        await Assertions.Expect(page.Locator(".tag")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".tag")).ToHaveTextAsync("team sound×");

        var (tags, note) = await WrittenAsync(act.Client, trial);
        Assert.That(note, Is.EqualTo($"Line one\n{Script}"));
        Assert.That(tags, Is.EqualTo(new Dictionary<string, string> { ["team"] = "sound" }));
        await act.Button("Undo").ClickAsync();
        await Assertions.Expect(page.Locator(".tag")).ToHaveCountAsync(2);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".tag")).ToHaveCountAsync(2);
        Assert.That((await WrittenAsync(act.Client, trial)).Tags?.Keys, Does.Contain(Script));
        Assert.That(await page.EvaluateAsync<bool>("window.hurt === undefined"));
        act.ExpectNoComplaint();
    }

    [Test]
    public async Task Tag_WithoutAName_IsSaidAndKeepsItsValue()
    {
        await using var act = await ActStage.OpenAsync("nameless", goesOn: false);
        await act.Button("Add a tag").ClickAsync();
        await act.Page.GetByLabel("Value of the tag").FillAsync("vision");
        await act.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(act.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("must have a name");
        await Assertions.Expect(act.Page.GetByLabel("Name of the tag")).ToBeFocusedAsync();
        await Assertions.Expect(act.Page.GetByLabel("Value of the tag")).ToHaveValueAsync("vision");
    }

    [Test]
    public async Task Note_OfSomebodyElse_IsSeenWithoutALoad()
    {
        await using var act = await ActStage.OpenAsync("told");
        var trial = await act.Page.Context.NewPageAsync();
        await trial.GotoAsync($"{act.Page.Url}/t/0");
        await trial.Locator("main:not([aria-busy])").WaitForAsync();

        var note = new string('n', 300);
        await act.Client.AnnotateAsync("told", new AnnotateItem { Note = note, Title = "Told" });
        await act.Client.AnnotateAsync("told", new AnnotateItem { Note = note }, trial: 0);

        await Assertions.Expect(act.Page.Locator(".note-text")).ToHaveTextAsync(note);
        await Assertions.Expect(act.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Told");
        await Assertions.Expect(trial.Locator(".note-text")).ToHaveTextAsync(note);
    }

    private static async Task<(IReadOnlyDictionary<string, string>? Tags, string? Note)> WrittenAsync(
        TuneClient client, int? trial)
    {
        if (trial is { } number)
        {
            var one = await client.TrialAsync("noted", number);
            return (one.Tags, one.Note);
        }

        var detail = await client.DetailAsync("noted");
        return (detail.Summary.Tags, detail.Note);
    }
}
