using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;
using Tune.Hosting.Webhooks;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Webhooks;

/// <summary>Webhooks against a real server.</summary>
internal sealed class WebhookTests
{
    private const string Secret = "a secret of enough letters";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryPatience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _notices = new();
    private readonly ImpatientClock _clock = new(TryPatience);
    private readonly MemoryStore _store = new();

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [SetUp]
    public void Clear()
    {
        _notices.Clear();
        _clock.Waits.Clear();
    }

    [Test]
    public async Task Run_WithAWebhook_TellsOfTrialsAndOfTheEndWithTheBest()
    {
        await using var server = await HookServer.StartAsync(_ => 204);
        await using (var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Slots = 1, Notice = _notices.Enqueue,
            Webhooks = [new Webhook(new Uri(server.Address, "/hook")) { Secret = Secret }],
        }))
        {
            await host.FitAsync(new Tuner<PointConfig>("point", async (context, config) =>
                await context.ReportAsync(("distance", config.X)))
            {
                Metric = "distance", Mode = Mode.Min, Trials = 2,
            }).WaitAsync(Patience);
        }

        var payloads = server.Requests.Select(Read).ToList();
        var events = payloads.SelectMany(payload => payload.Events).ToList();
        Assert.That(
            events.Select(each => each.Event),
            Is.EqualTo(new[] { "attempt", "trial_ended", "attempt", "trial_ended", "experiment_ended" }));
        Assert.That(events.Select(each => each.Position), Is.Ordered.And.Unique);
        Assert.That(events.Select(each => each.Id), Is.EqualTo(events.Select(each => $"point:{each.Position}")));
        Assert.That(
            (events[^1].Status, events[^1].Metric, events[^1].Trials, events[^1].Best?.Config.ContainsKey("x")),
            Is.EqualTo(("Finished", "distance", (int?)2, (bool?)true)));
        Assert.That(server.Requests.Select(request => request.Path), Is.All.EqualTo("/hook"));
        Assert.That(server.Requests.Select(request => WebhookSignature.IsValid(
            request.Signature, request.Body, Secret, DateTimeOffset.UtcNow)), Is.All.EqualTo(true));
        Assert.That(_notices, Is.Empty);
    }

    [Test]
    public async Task Send_AfterFailuresThatMayPass_ComesAgainWithTheSameIdAndLongerWaits()
    {
        await using var server = await HookServer.StartAsync(number => number < 4 ? 503 : 200);

        await TellAsync(new Webhook(server.Address) { Secret = Secret }, Ended());

        Assert.That(server.Requests.Select(request => (request.Id, request.Try)), Is.EqualTo(
            ((string, string)[])[("some:7", "1"), ("some:7", "2"), ("some:7", "3"), ("some:7", "4")]));
        Assert.That(_clock.Waits.Select(wait => wait.TotalSeconds), Is.EqualTo((double[])[1, 2, 4]));
        Assert.That(_notices, Is.Empty);
    }

    [TestCase(404, 1)]
    [TestCase(302, 1)]
    [TestCase(500, 3)]
    [TestCase(429, 3)]
    public async Task Send_ThatIsNotTaken_IsGivenUpAndSaidOnceWithoutTheSecretPath(int status, int tries)
    {
        await using var server = await HookServer.StartAsync(_ => status);

        await TellAsync(new Webhook(new Uri(server.Address, "/T0P-S3CRET")) { Tries = 3 }, Ended(), Ended());

        // Once given up, it gets one try at a time.
        Assert.That(server.Requests, Has.Count.EqualTo(tries + 1));
        Assert.That(server.Requests.Select(request => request.Path), Is.All.EqualTo("/T0P-S3CRET"));
        Assert.That(_notices.Single(), Does.Contain($"{status}").And.Contain(server.Address.Authority));
        Assert.That(_notices.Single(), Does.Not.Contain("S3CRET"));
    }

    [Test]
    public async Task Send_ToNobody_EndsAfterItsTriesAndHarmsNoRun()
    {
        Uri address;
        await using (var server = await HookServer.StartAsync(_ => 200))
        {
            address = server.Address;
        }

        await using (var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Slots = 1, Notice = _notices.Enqueue,
            Webhooks = [new Webhook(address) { Tries = 1 }],
        }))
        {
            var grid = await host.FitAsync(new Tuner<PointConfig>("point", async (context, config) =>
                await context.ReportAsync(("distance", config.X)))
            {
                Metric = "distance", Mode = Mode.Min, Trials = 2,
            }).WaitAsync(Patience);
            Assert.That(grid.Experiment.Status, Is.EqualTo(ExperimentStatus.Finished));
        }

        Assert.That(_notices.Single(), Does.Contain("does not take events"));
    }

    [Test]
    public async Task Send_OfManyEvents_IsInPartsOfAHundred()
    {
        await using var server = await HookServer.StartAsync(_ => 200);
        var reports = Enumerable.Range(1, 250).Select(i => Some.Reported(0, i, ("acc", double.NaN))).ToArray();

        await TellAsync(new Webhook(server.Address) { Events = WebhookEvents.TrialReported }, reports);

        var parts = server.Requests.Select(Read).ToList();
        Assert.That(parts.Select(part => part.Events.Count), Is.EqualTo((int[])[100, 100, 50]));
        Assert.That(parts[2].Events[^1].Metrics!["acc"], Is.NaN);
        Assert.That(parts[1].Id, Is.EqualTo("some:107"));
    }

    [Test]
    public async Task Send_OfLongEvents_IsInPartsOfAQuarterOfAMegabyteAndSaysWhatWasCut()
    {
        await using var server = await HookServer.StartAsync(_ => 200);
        ExperimentEvent[] events = [.. Enumerable.Range(0, 12).Select(trial => Long(trial, trial == 5 ? 'é' : 'x'))];

        await TellAsync(new Webhook(server.Address) { Events = WebhookEvents.TrialReported }, events);

        var told = server.Requests.Select(Read).SelectMany(part => part.Events).ToList();
        Assert.That(server.Requests.Select(request => request.Body.Length), Is.All.LessThan(300_000));
        Assert.That(told.Select(each => each.Trial), Is.EqualTo(Enumerable.Range(0, 12)));
        Assert.That((told[4].Metrics?.Count, told[4].Cut), Is.EqualTo((300, (string[]?)null)));
        Assert.That((told[5].Metrics, told[5].Iteration), Is.EqualTo((default(object), 1)));
        Assert.That(told[5].Cut, Is.EqualTo((string[])["metrics"]));

        static ExperimentEvent.Reported Long(int trial, char letter) => Some.Reported(
            trial, 1, [.. Enumerable.Range(0, 300).Select(n => ($"{n:d4}".PadRight(250, letter), (double)n))]);
    }

    [Test]
    public async Task Sender_AfterOneThatWasKilled_GoesOnWhereThatHadCome()
    {
        using var folder = new TempFolder();
        await using var server = await HookServer.StartAsync(_ => 200);
        var hook = new Webhook(server.Address) { Events = WebhookEvents.TrialReported };
        await using (var first = new WebhookSender(hook, _store, folder.Root, _notices.Enqueue, _clock))
        {
            Assert.That(first.BeginAt("some", 5), Is.EqualTo(5));
            Assert.That(first.BeginAt("some", 9), Is.EqualTo(5), "what was to be told and was not");
            await first.TakeAsync(
                "some", new NewsBatch(5, [Some.Reported(0, 1, ("acc", 1)), Some.Reported(0, 2, ("acc", 1))]),
                CancellationToken.None, CancellationToken.None);
        }

        await using var next = new WebhookSender(hook, _store, folder.Root, _notices.Enqueue, _clock);
        await using var other = new WebhookSender(
            new Webhook(new Uri(server.Address, "/other")), _store, folder.Root, _notices.Enqueue, _clock);

        Assert.That(next.BeginAt("some", 40), Is.EqualTo(7), "what is between was never told");
        Assert.That(next.BeginAt("some", 3), Is.EqualTo(3), "the experiment was made anew");
        Assert.That(other.BeginAt("some", 40), Is.EqualTo(40));
        Assert.That(
            Directory.GetFiles(folder["webhooks"]).Select(Path.GetFileName),
            Has.None.Contains("127"), "the address may be a secret");
    }

    [TestCase(503, 5)]
    [TestCase(404, 6)]
    public async Task Sender_ThatLeavesWithoutHavingTold_LeavesItToTheNextUnlessItWouldNeverBeTaken(
        int status, int next)
    {
        using var folder = new TempFolder();
        await using var server = await HookServer.StartAsync(_ => status);
        await using var sender = new WebhookSender(
            new Webhook(server.Address), _store, folder.Root, _notices.Enqueue, _clock);
        sender.BeginAt("some", 5);

        var told = sender.TakeAsync("some", new NewsBatch(5, [Ended()]), new CancellationToken(true), default);

        Assert.That(
            async () => await told, status == 503 ? Throws.TypeOf<OperationCanceledException>() : Throws.Nothing);
        Assert.That(server.Requests, Has.Count.EqualTo(1));
        Assert.That(sender.BeginAt("some", 6), Is.EqualTo(next));
    }

    [TestCase("not json")]
    [TestCase("{\"some\": -1}")]
    [TestCase("[]")]
    public async Task Cursor_ThatCannotBeRead_IsNone(string text)
    {
        using var folder = new TempFolder();
        var cursor = new WebhookCursor(folder.Root, new Uri("http://host"), _clock);
        cursor.Passed("some", 4);
        cursor.Keep();
        await File.WriteAllTextAsync(Directory.GetFiles(folder["webhooks"]).Single(), text);

        Assert.That(
            new WebhookCursor(folder.Root, new Uri("http://host"), _clock).BeginAt("some", 9), Is.EqualTo(9));
    }

    [Test]
    [Platform("Linux", Reason = "There is no such pipe elsewhere.")]
    [CancelAfter(10_000)]
    public async Task Cursor_InWhosePlaceAPipeLies_IsNotWaitedFor(CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        var cursor = new WebhookCursor(folder.Root, new Uri("http://host"), _clock);
        cursor.Keep();
        var path = Directory.GetFiles(folder["webhooks"]).Single();
        File.Delete(path);
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        await made.WaitForExitAsync(cancellation);

        var read = Task.Run(() => new WebhookCursor(folder.Root, new Uri("http://host"), _clock), cancellation);

        Assert.That((await read.WaitAsync(cancellation)).BeginAt("some", 9), Is.EqualTo(9));
    }

    [TestCase("ftp://host/x", "http or https")]
    [TestCase("http://user:pass@host/x", "without a user")]
    public void Start_WithAnAddressThatIsNone_IsRefused(string address, string said) => Assert.That(
        () => TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Webhooks = [new Webhook(new Uri(address)) { Secret = "short", Tries = 0 }],
        }),
        Throws.ArgumentException.With.Message.Contains(said).And.Message.Contains("16 or more")
            .And.Message.Contains("1 to 20"));

    [Test]
    public void ToString_OfAWebhook_TellsNoSecret() => Assert.That(
        new Webhook(new Uri("https://host/services/T0P")) { Secret = Secret }.ToString(),
        Does.Not.Contain(Secret).And.Not.Contain("T0P").And.Contain("https://host"));

    [TestCase("t=1577836800,v1=00")]
    [TestCase("")]
    [TestCase(null)]
    [TestCase("v1=1,t=2")]
    [TestCase("t=x,v1=y")]
    public void IsValid_OfAWrongHeader_IsFalse(string? header) => Assert.That(
        WebhookSignature.IsValid(header, "{}"u8, Secret, DateTimeOffset.FromUnixTimeSeconds(1577836800)),
        Is.EqualTo(false));

    [Test]
    public async Task IsValid_OfAnotherBodyAnotherSecretOrAnotherTime_IsFalse()
    {
        await using var server = await HookServer.StartAsync(_ => 200);
        await TellAsync(new Webhook(server.Address) { Secret = Secret }, Ended());
        var request = server.Requests.Single();
        var now = _clock.GetUtcNow();

        Assert.That(WebhookSignature.IsValid(request.Signature, request.Body, Secret, now), Is.EqualTo(true));
        Assert.That(WebhookSignature.IsValid(request.Signature, "{}"u8, Secret, now), Is.EqualTo(false));
        Assert.That(WebhookSignature.IsValid(request.Signature, request.Body, Secret + "!", now), Is.EqualTo(false));
        Assert.That(
            WebhookSignature.IsValid(request.Signature, request.Body, Secret, now.AddMinutes(6)), Is.EqualTo(false));
    }

    private static ExperimentEvent.Ended Ended() =>
        new(Some.At(4), ExperimentStatus.Stopped, "enough");

    private static WebhookPayload Read(HookRequest request) => JsonSerializer.Deserialize(
        Encoding.UTF8.GetString(request.Body), TuneJson.Default.WebhookPayload)!;

    // Each event by itself where there are few.
    private async Task TellAsync(Webhook hook, params ExperimentEvent[] events)
    {
        await using var sender = new WebhookSender(hook, _store, null, _notices.Enqueue, _clock);
        foreach (var some in events.Chunk(events.Length > 10 ? events.Length : 1))
        {
            await sender.TakeAsync("some", new NewsBatch(7, some), CancellationToken.None, CancellationToken.None)
                .AsTask().WaitAsync(Patience);
        }
    }
}
