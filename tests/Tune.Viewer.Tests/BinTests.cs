using Microsoft.Playwright;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;

namespace Tune.Viewer.Tests;

/// <summary>What is deleted is out of the lists, and comes back.</summary>
internal sealed class BinTests
{
    [Test]
    public async Task Experiment_DeletedAndUndone_IsInItsListAgain()
    {
        await using var act = await ActStage.OpenAsync("undone", goesOn: false);
        await act.PressAsync("Delete…", "Delete the experiment");
        await Assertions.Expect(act.Page.GetByRole(AriaRole.Heading, new() { Name = "No experiment yet" }))
            .ToBeVisibleAsync();
        Assert.That((await act.Client.ExperimentsAsync()).Total, Is.Zero);

        await act.Button("Undo").ClickAsync();
        await act.Page.WaitForURLAsync("**/e/undone");
        await act.ExpectStateAsync("finished");
        Assert.That((await act.Client.ExperimentsAsync()).Total, Is.EqualTo(1));
        Assert.That(await act.AuditAsync(), Is.EqualTo((UserAct[])[new UserAct.Restore(), new UserAct.Delete()]));
        act.ExpectNoComplaint();
    }

    [Test]
    public async Task Experiment_DeletedWhileItRuns_EndsAndIsRestoredFromTheBin()
    {
        await using var act = await ActStage.OpenAsync("binned");
        await act.PressAsync("Delete…", "Delete the experiment");
        await act.Sweep.WaitAsync(TimeSpan.FromSeconds(60));
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "Recycle bin" }).ClickAsync();
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "binned" }).ClickAsync();
        await Assertions.Expect(act.Page.Locator(".bin-note")).ToContainTextAsync("in the recycle bin since");
        await Assertions.Expect(act.Button("Delete…")).ToBeHiddenAsync();
        await act.Page.GoBackAsync();
        await act.Button("Restore").ClickAsync();

        await Assertions.Expect(act.Page.GetByRole(AriaRole.Heading, new() { Name = "The recycle bin is empty" }))
            .ToBeVisibleAsync();
        var experiment = await act.Client.ExperimentAsync("binned");
        Assert.That((experiment.DeletedUtc, experiment.State), Is.EqualTo(((DateTime?)null, "stopped")));
        act.ExpectNoComplaint();
    }

    [Test]
    public async Task Trial_DeletedOnItsPage_IsRestoredBelowTheTable()
    {
        await using var act = await ActStage.OpenAsync("one-less", goesOn: false);
        await act.GoAsync("/e/one-less/t/1");
        await act.PressAsync("Delete…", "Delete the trial");
        await act.Page.WaitForURLAsync("**/e/one-less");
        await Assertions.Expect(act.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", "2");
        await Assertions.Expect(act.Page.Locator(".bin-card")).ToContainTextAsync("Trial 1");
        Assert.That((await act.Client.TrialsAsync("one-less")).Trials.Single().Trial, Is.Zero);

        await act.Page.Locator(".bin-card").GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Assertions.Expect(act.Page.Locator(".bin-card")).ToBeHiddenAsync();
        await Assertions.Expect(act.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", "3");
        var trial = new TrialId(1);
        Assert.That(
            await act.AuditAsync(), Is.EqualTo((UserAct[])[new UserAct.Restore(trial), new UserAct.Delete(trial)]));
        act.ExpectNoComplaint();
    }

    [Test]
    public async Task Trial_DeletedBySomebodyElse_LeavesTheTableWithoutALoad()
    {
        await using var act = await ActStage.OpenAsync("seen");
        await Assertions.Expect(act.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", "3");

        await act.Client.DeleteAsync("seen", 0);

        await Assertions.Expect(act.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", "2");
        await Assertions.Expect(act.Page.Locator(".bin-card")).ToContainTextAsync("Trial 0");
    }
}
