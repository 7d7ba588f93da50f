using Microsoft.Playwright;
using Tune.Hosting;
using Tune.Server;

namespace Tune.Viewer.Tests;

/// <summary>One browser and one server with sweeps, for all tests of this project.</summary>
[SetUpFixture]
internal sealed class Stage
{
    /// <summary>The program on Debian, which its package of the same name brings.</summary>
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string s_pictures = Path.Combine(TestContext.CurrentContext.WorkDirectory, "TestResults");
    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;
    private static IBrowserContext? s_context;

    public static TuneHost Host { get; private set; } = null!;

    public static TuneServer Server { get; private set; } = null!;

    public static Showcase Showcase { get; } = new();

    /// <summary>A browser that is logged in.</summary>
    public static IBrowserContext Context => s_context!;

    [OneTimeSetUp]
    public async Task RaiseAsync()
    {
        Assume.That(File.Exists(Chromium), $"{Chromium} is not there: install the package chromium.");
        Host = await TuneHost.StartAsync(new TuneHostOptions { Store = "memory:", Slots = 8, Notice = _ => { } });
        Server = await TuneViewer.StartAsync(Host, new TuneServerOptions { Port = 0 });
        var going = Host.FitAsync(Showcase.ThatGoesOn(Showcase.Going, 6));
        s_playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        s_browser = await s_playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
        s_context = await NewContextAsync();
        await Showcase.Runs;
        await Task.WhenAll(Host.FitAsync(Showcase.OfDigits()), QuietlyAsync(Host.FitAsync(Showcase.ThatBreaks())));
        Assert.That(going.IsCompleted, Is.False);
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
        if (Server is not null)
        {
            await Server.DisposeAsync();
            await Host.DisposeAsync();
        }
    }

    /// <summary>A browser of its own, logged in, with a window of a size.</summary>
    public static async Task<IBrowserContext> NewContextAsync(
        int width = 1400, int height = 900, ColorScheme theme = ColorScheme.Light, TuneServer? server = null)
    {
        var context = await s_browser!.NewContextAsync(new()
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
    public static async Task<IPage> OpenAsync(IBrowserContext context, string path, TuneServer? server = null)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri((server ?? Server).Address, path).AbsoluteUri);
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        return page;
    }

    /// <summary>Keeps a picture among the results.</summary>
    public static Task PictureAsync(IPage page, string name) => page.ScreenshotAsync(new()
    {
        Path = Path.Combine(
            Environment.GetEnvironmentVariable("TUNE_TEST_RESULTS") ?? s_pictures, "viewer", name + ".png"),
    });

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
