using System.Collections.Concurrent;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Hosting.Tests.BadInput;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Agents;

/// <summary>The server for agents as agents meet it: a process, its standard input and its standard output.</summary>
internal sealed class McpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private readonly ConcurrentQueue<string> _errors = new();
    private TempFolder _folder = null!;
    private CancellationTokenSource _enough = null!;

    [SetUp]
    public async Task MakeStore()
    {
        (_folder, _enough) = (new TempFolder(), new CancellationTokenSource(Patience));
        await using var store = await FileStore.OpenAsync(
            _folder["store"], new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Swept().TakeEvents());
    }

    [TearDown]
    public void Remove()
    {
        _enough.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Tools_WithoutLeave_OnlyRead()
    {
        await using var agent = await StartAsync();

        var tools = await agent.ListToolsAsync(cancellationToken: _enough.Token);

        Assert.That(tools.Select(tool => tool.Name), Is.EquivalentTo(new[]
        {
            "list_experiments", "show_experiment", "list_trials", "show_trial", "curves", "plot", "analyse", "forecast",
            "list_templates",
        }));
        Assert.That(tools.Select(tool => tool.ProtocolTool.Annotations?.ReadOnlyHint), Is.All.EqualTo(true));
        Assert.That(tools.Select(tool => tool.Description), Is.All.Not.Empty);
        var refused = Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(() =>
            agent.CallToolAsync("stop", Args(("experiment", "some")), cancellationToken: _enough.Token).AsTask());
        Assert.That(refused.Message, Does.Contain("stop"));
    }

    [Test]
    public async Task Reading_OfAStoreThatNobodyHasOpen_Answers()
    {
        await using var agent = await StartAsync();

        var list = await JsonAsync(agent, "list_experiments");
        Assert.That(list.GetProperty("experiments")[0].GetProperty("experiment").GetString(), Is.EqualTo("some"));

        var shown = await JsonAsync(agent, "show_experiment", ("experiment", "some"));
        Assert.That(shown.GetProperty("summary").GetProperty("state").GetString(), Is.EqualTo("finished"));

        var trials = await JsonAsync(
            agent, "list_trials", ("experiment", "some"), ("where", "metrics.acc > 0.5"), ("order", "best"),
            ("descending", true), ("take", 3));
        var best = trials.GetProperty("trials").EnumerateArray()
            .Select(trial => trial.GetProperty("best").GetDouble()).ToArray();
        Assert.That(best, Has.Length.EqualTo(3).And.Ordered.Descending.And.All.GreaterThan(0.5));

        var trial = await JsonAsync(agent, "show_trial", ("experiment", "some"), ("trial", 2));
        Assert.That(trial.GetProperty("trial").GetInt32(), Is.EqualTo(2));

        var curves = await JsonAsync(
            agent, "curves", ("experiment", "some"), ("metric", "acc"), ("trials", (int[])[0, 1]));
        Assert.That(curves.GetProperty("curves")[1].GetProperty("values").GetArrayLength(), Is.EqualTo(3));

        var importance = await JsonAsync(agent, "analyse", ("experiment", "some"));
        Assert.That(importance.GetProperty("method").GetString(), Is.EqualTo("PedAnova"));

        var forecast = await JsonAsync(
            agent, "forecast", ("experiment", "some"), ("trials", 5), ("workers", 2), ("seeds", 3));
        Assert.That(forecast.GetProperty("workers").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task Plot_IsAPicture()
    {
        await using var agent = await StartAsync();

        var answer = await CallAsync(agent, "plot", ("experiment", "some"), ("picture", "history"));

        Assert.That(answer.IsError, Is.Not.EqualTo(true));
        var picture = answer.Content.OfType<ImageContentBlock>().Single();
        Assert.That(picture.MimeType, Is.EqualTo("image/png"));
        Assert.That(picture.DecodedData.ToArray().Take(4), Is.EqualTo(s_png));
    }

    [TestCase("show_experiment", "none", "unknown", "no experiment 'none'")]
    [TestCase("plot", "some", "x-rays", "no plot 'x-rays'")]
    [TestCase("list_trials", "some", "best >", "best")]
    [TestCase("analyse", "--store=/etc", "", "--store=/etc")]
    public async Task Tool_ThatCannotAnswer_SaysWhyAndGoesOn(string tool, string experiment, string more, string said)
    {
        await using var agent = await StartAsync();

        var answer = await CallAsync(
            agent, tool,
            [("experiment", experiment), .. tool switch
            {
                "plot" => (IEnumerable<(string, object?)>)[("picture", more)],
                "list_trials" => [("where", more)],
                _ => [],
            }]);

        Assert.That(answer.IsError, Is.EqualTo(true));
        Assert.That(Text(answer), Does.Contain(said).And.Not.Contain("   at "));
        Assert.That((await CallAsync(agent, "list_experiments")).IsError, Is.Not.EqualTo(true));
    }

    [TestCase("take", 0)]
    [TestCase("take", 201)]
    [TestCase("skip", -1)]
    public async Task Tool_AskedForTooMuch_NamesWhatIsAllowed(string field, int value)
    {
        await using var agent = await StartAsync();

        var answer = await CallAsync(agent, "list_trials", ("experiment", "some"), (field, value));

        Assert.That(answer.IsError, Is.EqualTo(true));
        Assert.That(Text(answer), Does.Contain(field));
    }

    [Test]
    public async Task Acting_WithLeave_IsObeyedByTheProgramThatRuns()
    {
        using var place = new Workplace();
        using var host = place.Start("endless", "--json", "--slots", "1");
        await host.LineAsync("\"sequence\":2,");
        await using (var agent = await StartAsync(place.Store, "--allow-writes"))
        {
            var tools = await agent.ListToolsAsync(cancellationToken: _enough.Token);
            Assert.That(
                tools.Where(tool => tool.ProtocolTool.Annotations?.ReadOnlyHint == false).Select(tool => tool.Name),
                Is.EquivalentTo(new[]
                {
                    "pause", "stop", "stop_trial", "resume", "extend", "enqueue", "submit", "tag", "note",
                }));
            var running = await JsonAsync(agent, "show_experiment", ("experiment", "endless"));
            Assert.That(running.GetProperty("summary").GetProperty("state").GetString(), Is.EqualTo("active"));

            var tagged = await CallAsync(
                agent, "tag", ("experiment", "endless"), ("name", "by"), ("value", "agent"));
            Assert.That(tagged.IsError, Is.Not.EqualTo(true), Text(tagged));
            var marked = await JsonAsync(agent, "show_experiment", ("experiment", "endless"));
            Assert.That(
                marked.GetProperty("summary").GetProperty("tags").GetProperty("by").GetString(), Is.EqualTo("agent"));

            var stopped = await CallAsync(agent, "stop", ("experiment", "endless"));
            Assert.That(stopped.IsError, Is.Not.EqualTo(true), Text(stopped));
        }

        // A sweep that was stopped has come to its end as it was asked to.
        Assert.That((await host.EndAsync()).Exits(0).State, Is.EqualTo("Finished"));
        Assert.That((await place.RunAsync("list")).Exits(0).Out, Has.Some.Match("endless +stopped"));
    }

    [Test]
    public async Task StandardOutput_HasNothingButMessages()
    {
        using var process = HostProcess.StartRaw("Tune.HostProbe", "mcp", "--store", _folder["store"]);
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","""
            + """ "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await process.StandardInput.WriteLineAsync("this is no message");
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"plot","""
            + """ "arguments":{"experiment":"some","picture":"slice"}}}""");
        var ids = new List<int>();
        while (ids.Count < 2 && await process.StandardOutput.ReadLineAsync(_enough.Token) is { } line)
        {
            using var message = JsonDocument.Parse(line);
            Assert.That(message.RootElement.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"));
            if (message.RootElement.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number)
            {
                ids.Add(id.GetInt32());
            }
        }

        process.StandardInput.Close();
        Assert.That(await process.StandardOutput.ReadToEndAsync(_enough.Token), Is.Empty);
        await process.WaitForExitAsync(_enough.Token);
        Assert.That(process.ExitCode, Is.EqualTo(0));
        Assert.That(ids, Is.EquivalentTo((int[])[1, 2]));
    }

    private static AskTellLoop Swept()
    {
        var loop = new AskTellLoop(new ExperimentSpec
        {
            Name = "some", Trainable = AskTellLoop.Trainable, Trials = 24,
            Space = new SearchSpace().Uniform("x", 0, 1).Choice("act", "relu", "tanh"),
            Objective = new Objective("acc", Mode.Max),
            Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
        });
        while (loop.Ask() is { } asked)
        {
            for (var i = 1; i <= 3; i++)
            {
                var active = loop.Now.ActiveTicks + TimeSpan.TicksPerSecond;
                loop.Now = new Moment(638_000_000_000_000_000 + active, active);
                loop.Report(asked.Trial, i, MetricSet.Of(("acc", asked.Config.Real("x") * i / 3)));
            }

            loop.Complete(asked.Trial);
        }

        return loop;
    }

    private Task<McpClient> StartAsync(params string[] more) => StartAsync(_folder["store"], more);

    private Task<McpClient> StartAsync(string store, params string[] more) => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "tune",
            Command = Path.Combine(
                AppContext.BaseDirectory, "Tune.HostProbe" + (OperatingSystem.IsWindows() ? ".exe" : "")),
            Arguments = ["mcp", "--store", store, .. more],
            StandardErrorLines = _errors.Enqueue,
        }),
        cancellationToken: _enough.Token);

    private static Dictionary<string, object?> Args(params IEnumerable<(string Name, object? Value)> arguments) =>
        arguments.ToDictionary(each => each.Name, each => each.Value);

    private async Task<CallToolResult> CallAsync(
        McpClient agent, string tool, params IEnumerable<(string Name, object? Value)> arguments) =>
        await agent.CallToolAsync(tool, Args(arguments), cancellationToken: _enough.Token);

    private async Task<JsonElement> JsonAsync(
        McpClient agent, string tool, params IEnumerable<(string Name, object? Value)> arguments)
    {
        var answer = await CallAsync(agent, tool, arguments);
        Assert.That(answer.IsError, Is.Not.EqualTo(true), Text(answer) + string.Join('\n', _errors));
        using var document = JsonDocument.Parse(Text(answer).Split('\n')[0]);
        return document.RootElement.Clone();
    }

    private static string Text(CallToolResult answer) => string.Concat(
        answer.Content.OfType<TextContentBlock>().Select(block => block.Text));
}
