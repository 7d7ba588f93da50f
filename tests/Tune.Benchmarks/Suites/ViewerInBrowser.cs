using Microsoft.Playwright;
using Tune.Server;

namespace Tune.Benchmarks.Suites;

/// <summary>The same waits as a person has them: in Chromium, until what was asked for is drawn.</summary>
internal static class ViewerInBrowser
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Times = 7;
    private const int Trials = 10_000;

    public static async Task MeasureAsync(Figures figures, TuneServer server)
    {
        if (!File.Exists(Chromium))
        {
            Console.WriteLine($"  {Chromium} is not there: what is drawn in a browser is not measured");
            return;
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
        await using var context = await browser.NewContextAsync(
            new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        await context.AddInitScriptAsync(ViewerScripts.Watch);
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.NewLink().AbsoluteUri);
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        await OpenAsync(figures, page, server);
        await UseAsync(figures, page);
    }

    private static async Task OpenAsync(Figures figures, IPage page, TuneServer server)
    {
        var seen = new Dictionary<string, List<double>>();
        for (var time = 0; time < Times; time++)
        {
            await page.GotoAsync(new Uri(server.Address, $"/e/{ViewedStore.Wide}").AbsoluteUri);
            await page.WaitForFunctionAsync(ViewerScripts.IsDrawn);
            foreach (var (name, at) in await page.EvaluateAsync<Dictionary<string, double>>("() => window.tuneSeen"))
            {
                if (!seen.TryGetValue(name, out var all))
                {
                    seen[name] = all = [];
                }

                all.Add(at);
            }
        }

        Say(figures, "drawn_first_rows_ms", seen["rows"], "300");
        Say(figures, "drawn_table_ms", seen["table"], "1000");
        Say(figures, "drawn_curves_1000_ms", seen["curves"], "1000");
    }

    private static async Task UseAsync(Figures figures, IPage page)
    {
        var (sorts, searches) = (new List<double>(), new List<double>());
        for (var time = 0; time < Times; time++)
        {
            // From the first trial to the last, by a parameter back to the first, and to the order it began with.
            await SortAsync("Number of the trial");
            await SortAsync("Parameter hidden");
            await page.Locator(".grid-head button[title^='Number of the trial']").ClickAsync();
            await SearchAsync("params.act = 'tanh'", (Trials + 2) / 3);
            await SearchAsync("", Trials);
        }

        Say(figures, "drawn_sort_ms", sorts, "100");
        Say(figures, "drawn_filter_ms", searches, "100");

        async Task SortAsync(string says) => sorts.Add(await page.EvaluateAsync<double>(ViewerScripts.Sort, says));
        async Task SearchAsync(string where, int rows) =>
            searches.Add(await page.EvaluateAsync<double>(ViewerScripts.Search, new object[] { where, rows }));
    }

    private static void Say(Figures figures, string name, List<double> times, string target)
    {
        times.Sort();
        figures.Say(name, times[times.Count / 2], "ms", FormattableString.Invariant(
            $"{target}; in Chromium, the quickest {times[0]:N0}"));
    }
}
