using Tune.Client;
using Tune.Client.Shapes;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Clients;

/// <summary>What other programs use.</summary>
internal sealed class ClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private ServedStore _served = null!;
    private TuneClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await _served.AddSomeAsync();
        _client = new TuneClient(_served.Server.Address, _served.Server.Token);
    }

    [TearDown]
    public async Task End()
    {
        _client.Dispose();
        await _served.DisposeAsync();
    }

    [Test]
    public async Task Read_EverythingThereIs_ComesInItsShape()
    {
        var list = await _client.ExperimentsAsync();
        var one = await _client.ExperimentAsync("some");
        var detail = await _client.DetailAsync("some");
        var trials = await _client.TrialsAsync("some", where: "metrics.acc > 0.7", order: "best", descending: true);
        var trial = await _client.TrialAsync("some", 1);
        var curves = await _client.CurvesAsync("some", "acc", [0, 1]);
        var points = await _client.PointsAsync("some");
        var changes = await _client.ChangesAsync("some");

        Assert.That(list.Experiments.Single().Experiment, Is.EqualTo("some"));
        Assert.That((one.Trials, one.Best!.Value), Is.EqualTo((3, 0.75)));
        Assert.That(detail.Metrics, Is.EqualTo(new[] { "acc" }));
        Assert.That(trials.Trials.Select(each => each.Trial), Is.EqualTo(new[] { 1 }));
        Assert.That(trial.Metrics["acc"], Is.EqualTo(0.75));
        Assert.That(curves.Curves[^1].Values, Is.EqualTo(new[] { 0.5, 0.75 }));
        Assert.That(points.Trials, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(changes.Reports, Has.Count.EqualTo(2));
    }

    [Test]
    public void Ask_ForWhatIsNotThere_SaysWhichKindOfError()
    {
        Assert.That(
            async () => await _client.ExperimentAsync("a/../b c"),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo("unknown_experiment")
                .And.Property("Status").EqualTo(404));
        Assert.That(
            async () => await _client.TrialsAsync("some", where: "metrics.acc >"),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo("where"));
        Assert.That(
            async () => await _client.PauseAsync("some"),
            Throws.TypeOf<TuneClientException>().With.Property("Status").EqualTo(409));
        Assert.That(
            async () => await _client.TrialAsync("some", -1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Ask_WithoutTheToken_IsRefused()
    {
        using var stranger = new TuneClient(_served.Server.Address);

        Assert.That(
            async () => await stranger.ExperimentsAsync(),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo("token"));
    }

    [Test]
    public void Ask_WhereNobodyIs_EndsAndSaysSo()
    {
        using var lost = new TuneClient(new Uri("http://127.0.0.1:1/"));

        Assert.That(
            async () => await lost.ServerAsync().WaitAsync(Patience),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo(TuneClientException.Unreachable));
    }

    [Test]
    public void Watch_WhereNobodyIs_SaysSoAtOnce()
    {
        using var lost = new TuneClient(new Uri("http://127.0.0.1:1/")) { Patience = TimeSpan.FromHours(1) };

        Assert.That(
            async () => await lost.WatchAsync("some").GetAsyncEnumerator().MoveNextAsync().AsTask().WaitAsync(Patience),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo(TuneClientException.Unreachable));
    }

    [Test]
    public async Task Watch_WhileReportsCome_TellsEachOnceAlsoAcrossARestart()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var changes = _client.WatchAsync("some", cancellation: limit.Token).GetAsyncEnumerator(limit.Token);
        var seen = new List<Changes>();

        await NextAsync();
        await _served.AddAsync("some", Some.Report(1, 3, ("acc", 0.8)));
        await NextAsync();
        await _served.RestartAsync();
        await _served.AddAsync("some", Some.Report(1, 4, ("acc", 0.9)));
        await NextAsync();

        Assert.That(
            seen.SelectMany(each => each.Reports).Select(report => report.Iteration),
            Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(
            seen.Skip(1).Select(each => each.Since), Is.EqualTo(seen.SkipLast(1).Select(each => each.Position)));

        async Task NextAsync()
        {
            Assert.That(await changes.MoveNextAsync(), Is.True);
            seen.Add(changes.Current);
        }
    }

    [Test]
    public async Task Dispose_WhileSomebodyListens_ClosesTheSocketAndWaitsForNobody()
    {
        using var limit = new CancellationTokenSource(Patience);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_served.Server.Token}");
        var feed = new UriBuilder(new Uri(_served.Server.Address, "/api/v1/experiments/some/feed")) { Scheme = "ws" };
        await socket.ConnectAsync(feed.Uri, limit.Token);
        var buffer = new byte[64 * 1024];
        await socket.ReceiveAsync(buffer, limit.Token);

        var closing = socket.ReceiveAsync(buffer, limit.Token);
        var began = TimeProvider.System.GetTimestamp();
        await _served.Server.DisposeAsync();

        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(1.5)));
        await closing;
        Assert.That(
            socket.CloseStatus, Is.EqualTo(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable));
    }

    [TestCase("")]
    [TestCase("Word")]
    public void Via_ThatIsNoWord_IsRefused(string via) =>
        Assert.That(() => _client.Via = via, Throws.ArgumentException);

    [TestCase("ftp://host/")]
    [TestCase("/relative")]
    public void Address_ThatIsNotOfHttp_IsRefused(string address) => Assert.That(
        () => new TuneClient(new Uri(address, UriKind.RelativeOrAbsolute)), Throws.ArgumentException);
}
