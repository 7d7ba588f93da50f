using Microsoft.Playwright;
using Tune.Testing.Stores;

namespace Tune.Viewer.Tests;

/// <summary>Free-standing runs, their files, and models.</summary>
internal sealed class RunTests
{
    [Test]
    public async Task Pages_FromTheRunsToTheModel_LeadOn()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Default" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "resnet-34", Exact = true }).ClickAsync();
        await page.WaitForURLAsync($"**/runs/0/{SomeRuns.Full}");
        await Assertions.Expect(page.Locator(".chart[data-drawn='1']")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = SomeRuns.Model }).ClickAsync();
        await page.WaitForURLAsync($"**/models/{SomeRuns.Model}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("champion");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForURLAsync("**/models");
        await page.CloseAsync();
    }

    [Test]
    public async Task Files_AreShownAsWhatTheyAreAndNothingIsRun()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/runs/0/{SomeRuns.Full}");
        await page.GetByRole(AriaRole.Button, new() { Name = "predictions.csv" }).ClickAsync();
        await Assertions.Expect(page.Locator(".file-shown tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".file-shown tbody td").First).ToHaveTextAsync("a, 1.png");
        await page.GetByRole(AriaRole.Button, new() { Name = "confusion.png" }).ClickAsync();
        await page.WaitForFunctionAsync("document.querySelector('.file-picture')?.naturalWidth === 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "report.html" }).ClickAsync();
        await Assertions.Expect(page.Locator(".file-shown pre")).ToHaveTextAsync(SomeRuns.Evil);

        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);

        await Assertions.Expect(other.Locator(".file-shown pre")).ToHaveTextAsync(SomeRuns.Evil);
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [TestCase($"/#/experiments/0/runs/{SomeRuns.Full}", $"/runs/0/{SomeRuns.Full}")]
    [TestCase("/#/experiments/0", "/runs/0")]
    public async Task Link_AsMlflowClientsPrintIt_LeadsToTheRun(string printed, string shown)
    {
        var page = await Stage.OpenAsync(Stage.Context, printed);

        await page.WaitForURLAsync("**" + shown);
        await Assertions.Expect(page.Locator("h1")).Not.ToBeEmptyAsync();
        await page.CloseAsync();
    }

    [TestCase("", $"/e/{Showcase.Ended}")]
    [TestCase("/runs/RUN", $"/e/{Showcase.Ended}/t/3")]
    public async Task Link_AsMlflowClientsPrintIt_LeadsToTheTrialOfASweep(string printed, string shown)
    {
        var page = await Stage.OpenAsync(Stage.Context, "/");
        var id = await page.EvaluateAsync<string>($$"""
            fetch("/api/2.0/mlflow/experiments/get-by-name?experiment_name={{Showcase.Ended}}")
              .then(answer => answer.json()).then(found => found.experiment.experiment_id)
            """);
        var run = await page.EvaluateAsync<string>($$"""
            fetch("/api/2.0/mlflow/runs/search", {
              method: "POST", body: JSON.stringify({ experiment_ids: ["{{id}}"], filter: "tags.`tune.trial` = '3'" }),
              headers: { "Content-Type": "application/json" },
            }).then(answer => answer.json()).then(found => found.runs[0].info.run_id)
            """);

        // On a page of its own: on this one nothing would be loaded.
        await page.CloseAsync();
        page = await Stage.OpenAsync(
            Stage.Context, $"/#/experiments/{id}{printed.Replace("RUN", run, StringComparison.Ordinal)}");

        await page.WaitForURLAsync("**" + shown);
        await Assertions.Expect(page.Locator("h1")).Not.ToBeEmptyAsync();
        await page.CloseAsync();
    }

    [Test]
    public async Task Link_ToASweepThatIsNotThere_SaysSo()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/#/experiments/123456789012345678/runs/x");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No experiment with ID 123456789012345678");
        await page.CloseAsync();
    }

    [Test]
    public async Task Names_WithMarkup_AreText()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/runs/0");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(SomeRuns.Evil);
        Assert.That(await page.Locator("main img, main script").CountAsync(), Is.Zero);
        await page.CloseAsync();
    }
}
