using Microsoft.Playwright;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Spaces;
using Tune.Hosting;

namespace Tune.Viewer.Tests;

/// <summary>Configurations made by hand on a page are tried by the engine as they were written.</summary>
internal sealed class EnqueueTests
{
    [Test]
    public async Task NewTrial_WithSomeValues_IsTriedNextWithThose()
    {
        await using var act = await ActStage.OpenAsync("by-hand", goesOn: false);
        await act.Button("New trial…").ClickAsync();
        await act.Dialog.GetByLabel("optimizer/lr").FillAsync("0.003");
        await act.Dialog.GetByLabel("hidden").FillAsync("32");
        await act.Dialog.GetByLabel("activation").SelectOptionAsync("gelu");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add the trial" }).ClickAsync();
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "Open trial 2" }).ClickAsync();
        await act.Page.WaitForURLAsync("**/t/2");
        await act.ExpectStateAsync("completed");

        var config = (await act.Client.TrialAsync("by-hand", 2)).Config;
        Assert.That(config["optimizer/lr"].GetDouble(), Is.EqualTo(0.003));
        Assert.That(config["hidden"].GetInt32(), Is.EqualTo(32));
        Assert.That(config["activation"].GetString(), Is.EqualTo("gelu"));
        Assert.That(config["optimizer/momentum"].GetDouble(), Is.InRange(0, 0.99));
        var given = ((UserAct.Enqueue)(await act.AuditAsync()).Single()).Config;
        Assert.That(given.Select(each => each.Key), Does.Not.Contain("optimizer/momentum"));
    }

    [Test]
    public async Task Clone_WithOneValueChanged_HasTheOthersOfItsTrial()
    {
        await using var act = await ActStage.OpenAsync("cloned", goesOn: false);
        var first = (await act.Client.TrialAsync("cloned", 0)).Config;
        await act.GoAsync("/e/cloned/t/0");
        await act.Button("Clone & edit…").ClickAsync();
        await act.Dialog.GetByLabel("optimizer/momentum").FillAsync("0.5");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add the trial" }).ClickAsync();
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "Open trial 2" }).ClickAsync();
        await act.ExpectStateAsync("completed");

        var clone = (await act.Client.TrialAsync("cloned", 2)).Config;
        Assert.That(clone["optimizer/momentum"].GetDouble(), Is.EqualTo(0.5));
        Assert.That(
            clone.Where(each => each.Key != "optimizer/momentum").Select(each => (each.Key, each.Value.GetRawText())),
            Is.EquivalentTo(first.Where(each => each.Key != "optimizer/momentum")
                .Select(each => (each.Key, each.Value.GetRawText()))));
    }

    [TestCase("much", "optimizer/lr")]
    [TestCase("7", "allowed is a number from 0.0001 to 0.1")]
    public async Task NewTrial_WithAValueThatIsNotAllowed_IsRefusedAtItsField(string typed, string said)
    {
        await using var act = await ActStage.OpenAsync("refused", goesOn: false);
        await act.Button("New trial…").ClickAsync();
        var field = act.Dialog.GetByLabel("optimizer/lr");
        await act.Dialog.GetByLabel("hidden").FillAsync("64");
        await field.FillAsync(typed);
        await act.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(act.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync(said);
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(field).ToHaveValueAsync(typed);
        await Assertions.Expect(act.Dialog.GetByLabel("hidden")).ToHaveValueAsync("64");
        Assert.That(await act.AuditAsync(), Is.Empty);
    }

    [Test]
    public async Task NewTrial_OfASpaceWithBranches_AsksForWhatIsOpen()
    {
        await using var act = await ActStage.OpenAsync(
            Showcase.Traded, goesOn: false, tuner: Showcase.ThatTrades() with { Trials = 2 });
        await act.Button("New trial…").ClickAsync();
        var bits = act.Dialog.GetByLabel("bits");
        await Assertions.Expect(bits).ToBeHiddenAsync();
        await act.Dialog.GetByLabel("quantize").SelectOptionAsync("int");
        await bits.FillAsync("5");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Write it as JSON" }).ClickAsync();
        var json = act.Dialog.GetByLabel("Configuration as JSON");
        await Assertions.Expect(json).ToHaveValueAsync("{\n  \"quantize\": \"int\",\n  \"bits\": 5\n}");
        await json.FillAsync("""{ "quantize": "int", "bits": 6, "width": 20 }""");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Fill in fields" }).ClickAsync();
        await Assertions.Expect(bits).ToHaveValueAsync("6");
        await act.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add the trial" }).ClickAsync();
        await Assertions.Expect(act.Dialog).ToHaveCountAsync(0);

        var config = (await act.Client.TrialAsync(Showcase.Traded, 2)).Config;
        Assert.That(
            (config["bits"].GetInt32(), config["width"].GetInt32(), config["quantize"].GetString()),
            Is.EqualTo((6, 20, "int")));
    }

    // The engine would refuse it: a population has a fixed number of members.
    [Test]
    public async Task NewTrial_OfAPopulation_IsNotOffered()
    {
        foreach (var path in (string[])["", "/t/0"])
        {
            var page = await Stage.OpenAsync(Stage.Context, $"/e/{Nursery.Population}{path}");
            await Assertions.Expect(Button(page, "Delete…")).ToBeVisibleAsync();
            await Assertions.Expect(Button(page, "New trial…")).ToHaveCountAsync(0);
            await Assertions.Expect(Button(page, "Clone & edit…")).ToHaveCountAsync(0);
            await page.CloseAsync();
        }

        static ILocator Button(IPage page, string says) => page.GetByRole(AriaRole.Button, new() { Name = says });
    }
}
