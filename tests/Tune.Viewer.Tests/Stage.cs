using System.Text.Json;
using Microsoft.Playwright;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Stores;
using Tune.Hosting;
using Tune.Server;
using Tune.Server.Acting;
using Tune.Testing.Stores;

namespace Tune.Viewer.Tests;

/// <summary>One browser and one server with sweeps, for all tests of this project.</summary>
[SetUpFixture]
internal sealed class Stage
{
    // Debian's programs, of the packages of the same names. The first has no window to draw, and is a third quicker.
    private static readonly string[] s_programs = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
    private static readonly string s_pictures = Path.Combine(TestContext.CurrentContext.WorkDirectory, "TestResults");
    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static IBrowserContext? s_context;
    private static TuneHost? s_host;
    private static TuneServer? s_server;

    /// <summary>Runs the sweeps. As the rest here it is there only with a browser; tests that need none go on without.
    /// </summary>
    public static TuneHost Host => Raised(s_host);

    public static TuneServer Server => Raised(s_server);

    public static Showcase Showcase { get; } = new();

    /// <summary>A browser that is logged in.</summary>
    public static IBrowserContext Context => Raised(s_context);

    [OneTimeSetUp]
    public async Task RaiseAsync()
    {
        if (Array.Find(s_programs, File.Exists) is not { } chromium)
        {
            return;
        }

        var host = s_host = await TuneHost.StartAsync(
            new TuneHostOptions
            {
                Store = "memory:", Slots = 16, Notice = _ => { }, Templates =
                [
                    new(Showcase.OfDigits(), "A small convolutional network on 8×8 digits"),
                    new(Showcase.ThatTrades(), "A detector that has to be quick as well as good"),
                ],
            });
        s_server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var going = host.FitAsync(Showcase.ThatGoesOn(Showcase.Going, 6));
        s_playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        s_browser = await s_playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
        await SomeRuns.FillAsync(Served.Of(host).Store.Runs!);
        s_context = await NewContextAsync();
        await Showcase.Runs.WaitAsync(s_patience);
        var nursery = new Nursery(Showcase.Ends);
        var bands = host.FitAsync(nursery.OfBands());
        await Task.WhenAll(
            nursery.Holds, host.FitAsync(Nursery.OfAPopulation()), host.FitAsync(Showcase.OfDigits()),
            host.FitAsync(Showcase.ThatTrades()),
            QuietlyAsync(host.FitAsync(Showcase.ThatBreaks())), SomeWriting.FillAsync(host)).WaitAsync(s_patience);
        await SomeArtifacts.FillAsync((ITuneStore)Served.Of(host).Store);
        Assert.That(going.IsCompleted || bands.IsCompleted, Is.False);
    }

    [OneTimeTearDown]
    public async Task StrikeAsync()
    {
        Showcase.LetGo();
        if (s_browser is not null)
        {
            await s_browser.DisposeAsync();
        }

        s_playwright?.Dispose();
        if (s_server is not null)
        {
            await s_server.DisposeAsync();
        }

        if (s_host is not null)
        {
            await s_host.DisposeAsync();
        }
    }

    /// <summary>A browser of its own, logged in, with a window of a size.</summary>
    public static async Task<IBrowserContext> NewContextAsync(
        int width = 1400, int height = 900, ColorScheme theme = ColorScheme.Light, TuneServer? server = null)
    {
        var context = await Raised(s_browser).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync((server ?? Server).NewLink().AbsoluteUri);
        await page.CloseAsync();
        return context;
    }

    /// <summary>A page, when it has shown what it has.</summary>
    public static Task<IPage> OpenAsync(IBrowserContext context, string path, TuneServer? server = null) =>
        OpenAsync(context, path, (server ?? Server).Address);

    /// <summary>The same of an address.</summary>
    public static async Task<IPage> OpenAsync(IBrowserContext context, string path, Uri address)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(address, path).AbsoluteUri);
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        return page;
    }

    /// <summary>Who took over whose weights, as the API tells it.</summary>
    public static async Task<IReadOnlyList<LineageItem>> LineageAsync(string experiment)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Server.Token);
        return JsonSerializer.Deserialize(
            await client.GetStringAsync(new Uri(Server.Address, $"api/v1/experiments/{experiment}/lineage")),
            TuneJson.Default.LineageList)!.Trials;
    }

    /// <summary>Keeps a picture among the results.</summary>
    public static Task PictureAsync(IPage page, string name, bool whole = true) => page.ScreenshotAsync(new()
    {
        FullPage = whole,
        Path = Path.Combine(
            Environment.GetEnvironmentVariable("TUNE_TEST_RESULTS") ?? s_pictures, "viewer", name + ".png"),
    });

    private static T Raised<T>(T? part)
        where T : class
    {
        Assume.That(part, Is.Not.Null, "There is no browser: install the package chromium-headless-shell or chromium.");
        return part!;
    }

    // Trials that break make a sweep fail, which is what is wanted here.
    private static async Task QuietlyAsync(Task fit)
    {
        try
        {
            await fit;
        }
        catch (InvalidOperationException)
        {
            // All its trials have failed.
        }
    }
}
