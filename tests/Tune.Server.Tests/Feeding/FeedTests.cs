using System.Net.WebSockets;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Feeding;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Feeding;

/// <summary>What has changed, by asking and over the socket.</summary>
internal sealed class FeedTests
{
    private const int ListenersMax = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Changes_SinceAPosition_AreThoseAndNoOthers()
    {
        var journal = await _served.AddSomeAsync();
        var before = journal.Count;
        await _served.AddAsync("some", Some.Report(2, 1, ("acc", 0.9)));

        var changes = await ChangesAsync(before);

        Assert.That(changes.Trials.Select(trial => trial.Trial), Is.EqualTo((int[])[2]));
        Assert.That(
            changes.Reports.Select(report => (report.Trial, report.Iteration, report.Metrics["acc"])),
            Is.EqualTo(((int, int, double)[])[(2, 1, 0.9)]));
        Assert.That(changes.Summary!.Best!.Value, Is.EqualTo(0.9));
        Assert.That((changes.Position, changes.Cut), Is.EqualTo((journal.Count, false)));
    }

    [Test]
    public async Task Changes_OfNothing_AreEmptyAndOfAnotherJournalAreCut()
    {
        var journal = await _served.AddSomeAsync();

        var (none, other) = (await ChangesAsync(journal.Count), await ChangesAsync(journal.Count + 5));

        Assert.That((none.Summary, none.Cut, none.Position), Is.EqualTo(((ExperimentItem?)null, false, journal.Count)));
        Assert.That((other.Cut, other.Position), Is.EqualTo((true, journal.Count)));
    }

    [Test]
    public async Task Changes_OfManyReports_HaveEveryTrialAndTheNewestReports()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync(
            "some",
            Some.Report(2, 7, ("acc", 0.7)),
            Enumerable.Range(1, 2500).SelectMany(iteration => Some.Report(0, iteration, ("acc", 0.1))));

        var changes = await ChangesAsync(0);

        Assert.That((changes.Cut, changes.More), Is.EqualTo((false, false)));
        Assert.That(changes.Trials.Select(trial => (trial.Trial, trial.Iteration)), Is.EquivalentTo(
            ((int, int)[])[(0, 2500), (1, 2), (2, 7)]));
        Assert.That(changes.Reports, Has.Count.InRange(1900, 2000));
        Assert.That(changes.ReportsLeftOut, Is.EqualTo(2503 - changes.Reports.Count));
        Assert.That(changes.Reports.Select(report => (report.Trial, report.Iteration)), Is.SupersetOf(
            ((int, int)[])[(2, 7), (1, 2), (0, 2500), (0, 2499)]));
    }

    [Test]
    public async Task Changes_OfManyTrials_ComeInPiecesThatMissNone()
    {
        await _served.AddAsync("some", Some.Beginning(trials: 2600));
        var (position, seen, pieces) = (0L, new HashSet<int>(), 0);
        Changes changes;
        do
        {
            changes = await ChangesAsync(position);
            seen.UnionWith(changes.Trials.Select(trial => trial.Trial));
            position = changes.Position;
            pieces++;
        }
        while (changes.More && pieces < 10);

        Assert.That((seen.Count, pieces, changes.Cut), Is.EqualTo((2600, 3, false)));
    }

    [Test]
    public async Task Changes_OfAJournalMadeAnew_SayThatTheyAre()
    {
        await _served.AddSomeAsync();

        var first = await ChangesAsync(0);
        var same = await ChangesAsync(2, $"&journal={first.Journal}");
        var other = await ChangesAsync(2, "&journal=another");

        Assert.That((same.Reset, same.Journal), Is.EqualTo((false, first.Summary!.Journal)));
        Assert.That((other.Reset, other.Cut, other.Journal), Is.EqualTo((true, true, first.Journal)));
    }

    [Test]
    public async Task Followers_OfOneExperiment_ShareOneJournal()
    {
        await _served.AddSomeAsync();
        var followers = new Followers(new Served(_served.Store, Acts: null), TimeProvider.System);
        var (one, other) = (await followers.JoinAsync("some", default), await followers.JoinAsync("some", default));
        Assert.That(followers.Count, Is.EqualTo(1));

        await _served.AddAsync("some", Some.Report(2, 1, ("acc", 0.9)));
        var slices = await Task.WhenAll(
            one.Slices.ReadAsync().AsTask(), other.Slices.ReadAsync().AsTask()).WaitAsync(Patience);

        Assert.That(slices[0], Is.SameAs(slices[1]));
        one.Dispose();
        Assert.That(followers.Count, Is.EqualTo(1));
        other.Dispose();
        Assert.That(async () => await followers.QuietAsync().WaitAsync(Patience), Throws.Nothing);
        Assert.That(followers.Count, Is.Zero);
    }

    [Test]
    public async Task Send_ToWhoDoesNotRead_IsGivenUp()
    {
        using var stuck = new StuckStream();
        using var socket = WebSocket.CreateFromStream(
            stuck, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var feed = new FeedSocket(
            socket, new ChangeReader(new Served(_served.Store, Acts: null), "some"), TimeSpan.FromMilliseconds(20),
            TimeProvider.System);

        Assert.That(
            async () => await feed.SendAsync(new byte[10], default).WaitAsync(Patience),
            Throws.InstanceOf<TimeoutException>().With.Message.Contains("did not read"));
        Assert.That(socket.State, Is.EqualTo(WebSocketState.Aborted));
    }

    [Test]
    public async Task Feed_PushesWhatComesFromAPositionOn()
    {
        var journal = await _served.AddSomeAsync();
        using var socket = await ConnectAsync(journal.Count);

        await _served.AddAsync("some", Some.Report(2, 1, ("acc", 0.9)));
        var changes = await ReceiveAsync(socket);

        Assert.That(changes.Since, Is.EqualTo(journal.Count - 2));
        Assert.That(changes.Trials.Select(trial => trial.Trial), Is.EqualTo((int[])[2]));
    }

    [Test]
    public async Task Feed_ByAPlainRequest_SaysHowElse()
    {
        await _served.AddSomeAsync();

        using var answer = await _served.Client.GetAsync(new Uri("api/v1/experiments/some/feed", UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(426));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("changes"));
    }

    [Test]
    public async Task Feed_OfOneMoreThanMayListen_IsRefusedAndMayAsk()
    {
        await _served.AddSomeAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, ListenersMax).Select(_ => ConnectAsync(0)));
        using var more = new ClientWebSocket();
        more.Options.CollectHttpResponseDetails = true;

        Assert.That(() => ConnectAsync(more, 0), Throws.TypeOf<WebSocketException>());
        Assert.That((int)more.HttpStatusCode, Is.EqualTo(429));
        Assert.That((await ChangesAsync(0)).Trials, Has.Count.EqualTo(3), "asking goes on");
        foreach (var socket in all)
        {
            socket.Dispose();
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(long since)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, since);
        return socket;
    }

    private async Task ConnectAsync(ClientWebSocket socket, long since)
    {
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_served.Server.Token}");
        var address = new UriBuilder(_served.Server.Address)
        {
            Scheme = "ws", Path = "/api/v1/experiments/some/feed", Query = $"since={since}",
        };
        await socket.ConnectAsync(address.Uri, default).WaitAsync(Patience);
    }

    private static async Task<Changes> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[100_000];
        var received = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), default).WaitAsync(Patience);
        Assert.That(received.EndOfMessage, Is.True);
        return JsonSerializer.Deserialize(buffer.AsSpan(0, received.Count), TuneJson.Default.Changes)!;
    }

    private async Task<Changes> ChangesAsync(long since, string more = "")
    {
        var text = await _served.Client.GetStringAsync(
            new Uri($"api/v1/experiments/some/changes?since={since}{more}", UriKind.Relative));
        return JsonSerializer.Deserialize(text, TuneJson.Default.Changes)!;
    }
}
