using Microsoft.Playwright;
using Tune.Hosting;
using Tune.Schedulers.Asha;

namespace Tune.Viewer.Tests;

/// <summary>Experiments that are begun on a page run as they were asked for.</summary>
internal sealed class SubmitTests
{
    [Test]
    public async Task NewExperiment_OfATemplate_RunsWithWhatWasChanged()
    {
        await using var act = await ActStage.OpenAsync("offered", goesOn: false, tuner: Climbing(), offered: true);
        await act.GoAsync("/");
        await act.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(Field(act, "Template")).ToBeFocusedAsync();
        await Assertions.Expect(act.Dialog).ToContainTextAsync("So it is");
        await Assertions.Expect(Field(act, "MaxIterations")).ToHaveValueAsync("9");
        var name = Field(act, "Name");
        await name.FillAsync("offered");
        await Field(act, "Trials").FillAsync("3");
        await act.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("has already");
        await Assertions.Expect(name).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(name).ToBeFocusedAsync();
        await name.FillAsync("mine");
        await act.Dialog.Locator("summary").ClickAsync();
        await Field(act, "Tags").FillAsync("team=vision\nwide");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Begin the experiment" }).ClickAsync();
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "Open it" }).ClickAsync();
        await act.Page.WaitForURLAsync("**/e/mine");
        await act.ExpectStateAsync("finished");

        var begun = await act.Client.DetailAsync("mine");
        Assert.That((begun.Summary.TrialsMax, begun.Seed, begun.MaxIterations), Is.EqualTo(((int?)3, 3UL, (int?)9)));
        Assert.That(begun.Summary.Tags, Does.ContainKey("wide").And.ContainKey("team").WithValue("vision"));
        Assert.That(
            begun.Summary.Tags, Does.ContainKey("tune.changes").WithValue("trials=3"), "nothing else was otherwise");
    }

    [Test]
    public async Task Clone_OfAnExperiment_HasItsSettingsButForWhatWasChanged()
    {
        await using var act = await ActStage.OpenAsync("first", goesOn: false, tuner: Climbing("first"), offered: true);
        await act.Button("Clone & edit…").ClickAsync();
        await act.Dialog.Locator("summary").ClickAsync();
        var seed = Field(act, "Seed");
        await Assertions.Expect(seed).ToHaveValueAsync("3");
        await seed.FillAsync("some");
        await act.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("no whole number");
        await Assertions.Expect(seed).ToHaveAttributeAsync("aria-invalid", "true");
        await seed.FillAsync("4");
        await act.Page.Keyboard.PressAsync("Enter");
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "Open it" }).ClickAsync();
        await act.Page.WaitForURLAsync("**/e/first-2");
        await act.ExpectStateAsync("finished");

        var (was, begun) = (await act.Client.DetailAsync("first"), await act.Client.DetailAsync("first-2"));
        Assert.That(begun.Seed, Is.EqualTo(4));
        Assert.That((begun.Summary.TrialsMax, begun.MaxIterations, begun.Scheduler),
            Is.EqualTo((was.Summary.TrialsMax, was.MaxIterations, was.Scheduler)));
        Assert.That(begun.Summary.Tags, Does.ContainKey("tune.from").WithValue("first"));
    }

    [Test]
    public async Task Page_OfAProgramThatOffersNothing_HasNothingToBegin()
    {
        await using var act = await ActStage.OpenAsync("alone", goesOn: false);
        await Assertions.Expect(act.Button("New trial…")).ToBeVisibleAsync();
        await Assertions.Expect(act.Button("Clone & edit…")).ToBeHiddenAsync();
        await act.GoAsync("/");
        await Assertions.Expect(act.Button("New experiment…")).ToBeHiddenAsync();
    }

    private static ILocator Field(ActStage act, string name) => act.Dialog.Locator($"[data-field='{name}']");

    private static Tuner Climbing(string name = "offered")
    {
        var showcase = new Showcase();
        showcase.LetGo();
        return showcase.ThatGoesOn(name, 2) with
        {
            Scheduler = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
        };
    }
}
