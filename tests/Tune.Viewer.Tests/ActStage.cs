using Microsoft.Playwright;
using Tune.Client;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting;
using Tune.Server;

namespace Tune.Viewer.Tests;

/// <summary>A sweep of two trials with a server and a browser of its own, which a test may do everything to.</summary>
internal sealed class ActStage : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TuneHost _host;
    private readonly TuneServer _server;
    private readonly IBrowserContext _context;
    private readonly string _name;
    private readonly List<string> _complaints;

    private ActStage(
        TuneHost host, TuneServer server, IBrowserContext context, IPage page, Showcase showcase, Task sweep,
        string name)
    {
        (_host, _server, _context, _name) = (host, server, context, name);
        (Page, Showcase, Sweep) = (page, showcase, sweep);
        Client = new TuneClient(server.Address, server.Token);
        _complaints = Look.Complaints(page, server.Address);
    }

    public IPage Page { get; }

    public Showcase Showcase { get; }

    /// <summary>Ends when the sweep does.</summary>
    public Task Sweep { get; }

    /// <summary>Asks the engine.</summary>
    public TuneClient Client { get; }

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <param name="name">Of the sweep.</param>
    /// <param name="goesOn">Whether its trials wait in the middle until they are let go; else they have ended.</param>
    /// <param name="options">Of the server.</param>
    /// <param name="tuner">Another sweep.</param>
    /// <param name="showcase">Whose sweep it is, if it is to be let go.</param>
    /// <param name="offered">Whether the program offers the sweep to be submitted.</param>
    public static async Task<ActStage> OpenAsync(
        string name, bool goesOn = true, TuneServerOptions? options = null, Tuner? tuner = null,
        Showcase? showcase = null, bool offered = false)
    {
        showcase ??= new Showcase();
        tuner ??= showcase.ThatGoesOn(name, 2);
        var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Slots = 2, Notice = _ => { }, Templates = offered ? [new(tuner, "So it is")] : [],
        });
        var server = await TuneViewer.StartAsync(host, options ?? new TuneServerOptions { Port = 0 });
        if (!goesOn)
        {
            showcase.LetGo();
        }

        var sweep = (Task)host.FitAsync(tuner);
        await (goesOn ? showcase.Runs : sweep).WaitAsync(s_patience);
        var context = await Stage.NewContextAsync(server: server);
        var stage = new ActStage(
            host, server, context, await context.NewPageAsync(), showcase, sweep, name);
        await stage.GoAsync($"/e/{name}");
        return stage;
    }

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(_server.Address, path).AbsoluteUri);
        await Page.Locator("main:not([aria-busy])").WaitForAsync();
    }

    public ILocator Button(string says) =>
        Page.GetByRole(AriaRole.Button, new() { Name = says, Exact = true, IncludeHidden = true });

    /// <summary>Presses a button, and the one of the dialog that it opens.</summary>
    public async Task PressAsync(string button, string yes)
    {
        await Button(button).ClickAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = yes, Exact = true }).ClickAsync();
        await Assertions.Expect(Dialog).ToHaveCountAsync(0);
    }

    public Task ExpectStateAsync(string state) =>
        Assertions.Expect(Page.Locator(".page-head .state")).ToHaveTextAsync(state);

    /// <summary>What the journal says was done by hand on the page, newest first.</summary>
    public async Task<UserAct[]> AuditAsync()
    {
        var page = await _host.AuditAsync(_name);
        Assert.That(page.Entries.Select(entry => entry.By.Via), Is.All.EqualTo("viewer"));
        return [.. page.Entries.Select(entry => entry.Act)];
    }

    public void ExpectNoComplaint() => Assert.That(_complaints, Is.Empty);

    public async ValueTask DisposeAsync()
    {
        Showcase.LetGo();
        Client.Dispose();
        await _context.DisposeAsync();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
    }
}
