using Microsoft.Playwright;
using Tune.Client.Shapes;

namespace Tune.Viewer.Tests;

/// <summary>Who did what, on a page.</summary>
internal sealed class AuditPageTests
{
    [Test]
    public async Task Audit_OfWhatWasDone_SaysWhoWhenAndHow()
    {
        await using var act = await ActStage.OpenAsync("audited");
        await act.PressAsync("Pause…", "Pause the experiment");
        await act.ExpectStateAsync("paused");
        await act.Client.AnnotateAsync(
            "audited",
            new AnnotateItem
            {
                Set = new Dictionary<string, string> { ["team"] = "vision" }, Note = "<b>look</b>", Title = "Night",
            });
        await act.Client.ExtendAsync("audited", 7, null);
        await act.Client.AnnotateAsync("audited", new AnnotateItem { Remove = ["team"] }, trial: 1);
        await act.Page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        var rows = act.Page.Locator(".audit tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(4);

        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("removed the tag team");
        await Assertions.Expect(rows.Nth(0).GetByRole(AriaRole.Link)).ToHaveTextAsync("trial 1");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("extended it to 7 trials");
        await Assertions.Expect(rows.Nth(2)).ToContainTextAsync(
            "called it “Night”; noted “<b>look</b>”; tagged it team=vision");
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("paused it");
        await Assertions.Expect(rows.Nth(3).Locator("td").Nth(2)).ToHaveTextAsync("viewer");
        act.ExpectNoComplaint();
    }

    [Test]
    public async Task Audit_OfMoreThanAPage_IsTurnedAndTheLinkShowsTheSame()
    {
        await using var act = await ActStage.OpenAsync("written", goesOn: false);
        for (var i = 0; i < 53; i++)
        {
            await act.Client.AnnotateAsync("written", new AnnotateItem { Note = $"note {i}" });
        }

        await act.GoAsync("/e/written/audit");
        await Assertions.Expect(act.Page.Locator(".pager")).ToContainTextAsync("1–50 of 53");
        await act.Button("Older").ClickAsync();
        await Assertions.Expect(act.Page.Locator(".audit tbody tr")).ToHaveCountAsync(3);
        await act.Page.ReloadAsync();

        await Assertions.Expect(act.Page.Locator(".pager")).ToContainTextAsync("51–53 of 53");
        await Assertions.Expect(act.Page.Locator(".audit tbody tr").Nth(2)).ToContainTextAsync("note 0");
        await Assertions.Expect(act.Button("Older")).ToBeDisabledAsync();
    }
}
