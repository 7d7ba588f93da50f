using System.Net.WebSockets;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Feeding;

/// <summary>What has changed, by asking and over the socket.</summary>
internal sealed class FeedTests
{
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
    public async Task Changes_OfMoreThanIsTold_AreCut()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync(
            "some", Enumerable.Range(1, 1001).Select(iteration => Some.Report(0, iteration, ("acc", 0.1))).ToArray());

        var changes = await ChangesAsync(0);

        Assert.That((changes.Cut, changes.Trials.Count, changes.Reports.Count), Is.EqualTo((true, 0, 0)));
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

    private async Task<ClientWebSocket> ConnectAsync(long since)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_served.Server.Token}");
        var address = new UriBuilder(_served.Server.Address)
        {
            Scheme = "ws", Path = "/api/v1/experiments/some/feed", Query = $"since={since}",
        };
        await socket.ConnectAsync(address.Uri, default).WaitAsync(Patience);
        return socket;
    }

    private static async Task<Changes> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[100_000];
        var received = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), default).WaitAsync(Patience);
        Assert.That(received.EndOfMessage, Is.True);
        return JsonSerializer.Deserialize(buffer.AsSpan(0, received.Count), TuneJson.Default.Changes)!;
    }

    private async Task<Changes> ChangesAsync(long since)
    {
        var text = await _served.Client.GetStringAsync(
            new Uri($"api/v1/experiments/some/changes?since={since}", UriKind.Relative));
        return JsonSerializer.Deserialize(text, TuneJson.Default.Changes)!;
    }
}
