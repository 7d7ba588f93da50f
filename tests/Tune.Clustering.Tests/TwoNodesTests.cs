using System.Collections.Concurrent;
using Akka.Actor;
using Tune.Clustering.Links;
using Tune.Clustering.Membership;
using Tune.Clustering.Protocol;
using Tune.Clustering.Tests.Experiments;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Clustering.Tests;

/// <summary>Two nodes that talk over TLS on the loopback: a head with a slot of its own, and a worker.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TwoNodesTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("tune-two-").FullName;
    private readonly FlakyStore _store = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentDictionary<string, bool> _started = new();
    private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TuneCluster _head = null!;
    private TuneCluster _worker = null!;

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _head.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Experiment_OnTwoNodes_RunsOnBothAndLosesNothing()
    {
        // Nobody reports before a trial has started on either node.
        await StartAsync(Some.Trainable(async (assignment, channel, kill) =>
        {
            Started(assignment);
            await _both.Task.WaitAsync(kill);
            for (var i = 1; i <= 20; i++)
            {
                await await channel.SendAsync(new TrialReport(i, i, Some.Acc(i), null), kill);
            }

            return AttemptOutcome.Completed.Instance;
        }));

        // Asked on the worker: the way to the experiment goes over the wire, and back.
        Assert.That(await _worker.SubmitAsync(Some.Spec(trials: 8)), Is.EqualTo(new Term(1)));
        await FinishedAsync();
        var history = await _store.HistoryAsync("sweep");
        Assert.Multiple(() =>
        {
            var nodes = history.OfType<ExperimentEvent.AttemptStarted>().Select(e => e.Where.Node).Distinct();
            Assert.That(nodes, Is.EquivalentTo((string[])["head", "worker"]));
            Assert.That(history.OfType<ExperimentEvent.Reported>().Count(), Is.EqualTo(8 * 20));
            Assert.That(history.OfType<ExperimentEvent.TrialEnded>().Select(e => e.Status), Is.All.EqualTo(
                TrialStatus.Completed).And.Exactly(8).Items);
            Assert.That(history.OfType<ExperimentEvent.MessageRefused>(), Is.Empty);
            Assert.That(_log, Is.Empty);
        });
    }

    [Test]
    public async Task Worker_IsGone_ItsTrialsAreRunAgainOnTheOtherNode()
    {
        // What runs on the worker never ends by itself.
        await StartAsync(Some.Trainable(async (assignment, channel, kill) =>
        {
            Started(assignment);
            await _both.Task.WaitAsync(kill);
            var isStuck = Node(assignment) == "worker";
            await await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), null), kill);
            if (isStuck)
            {
                await new TaskCompletionSource().Task.WaitAsync(kill);
            }

            return AttemptOutcome.Completed.Instance;
        }));
        await _head.SubmitAsync(Some.Spec(trials: 3));
        await _both.Task.WaitAsync(Patience);
        await _worker.DisposeAsync();
        await FinishedAsync();
        var history = await _store.HistoryAsync("sweep");
        var lost = history.OfType<ExperimentEvent.AttemptEnded>().Single(e => e.Outcome is AttemptOutcome.Lost);
        Assert.Multiple(() =>
        {
            var again = history.OfType<ExperimentEvent.AttemptStarted>().Last(e => e.Trial == lost.Trial);
            Assert.That((again.Where.Node, again.Attempt), Is.EqualTo(("head", new Attempt(2))));
            Assert.That(history.OfType<ExperimentEvent.TrialEnded>().Select(e => e.Status), Is.All.EqualTo(
                TrialStatus.Completed).And.Exactly(3).Items);
        });
    }

    [Test]
    public async Task Feed_OnTheOtherNode_SeesEachEventOnceThroughAMoveOfTheOwnerAndMakesNobodyOne()
    {
        var (openings, taken) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _store.JournalFails = number =>
        {
            if (Interlocked.Exchange(ref openings, number) > 0)
            {
                taken.TrySetResult();
            }

            return null;
        };

        // Nothing ends before the next owner has come.
        await StartAsync(Some.Trainable(async (assignment, channel, kill) =>
        {
            Started(assignment);
            await _both.Task.WaitAsync(kill);
            await await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), null), kill);
            await taken.Task.WaitAsync(kill);
            return AttemptOutcome.Completed.Instance;
        }));
        using var patience = new CancellationTokenSource(Patience);
        await using var news = await _worker.SubscribeAsync("sweep", patience.Token);
        var following = ToEndAsync(_worker.EventsAsync("sweep", 0, patience.Token));
        Assert.That(Volatile.Read(ref openings), Is.Zero);
        await _head.SubmitAsync(Some.Spec(trials: 3));
        await news.News.ReadAllAsync(patience.Token).OfType<OwnerStanding>()
            .FirstAsync(static standing => standing.IsOwner, patience.Token);
        await _both.Task.WaitAsync(Patience);

        // As when it breaks: whoever runs something of it finds the next one.
        _head.System.ActorSelection("/system/sharding/experiments/*/sweep").Tell(Kill.Instance);

        var seen = await following;
        Assert.Multiple(async () =>
        {
            Assert.That(seen[^1].Now.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(seen.SelectMany(batch => batch.Events), Is.EqualTo(await _store.HistoryAsync("sweep")));
            Assert.That(Volatile.Read(ref openings), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Submit_LargerThanAMessage_IsRefusedWithTheLimit()
    {
        await StartAsync(Some.Reporting(1));
        var point = Engine.Spaces.Configuration.Of(("x", 1.0 / 3));
        var large = Some.Spec() with { PointsToEvaluate = [.. Enumerable.Repeat(point, 100_000)] };
        Assert.That(
            async () => await _worker.SubmitAsync(large),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains($"at most {WireLimit.MessageBytes}"));
    }

    private static string Node(TrialAssignment assignment) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(assignment.Folder)))!;

    private void Started(TrialAssignment assignment)
    {
        _started[Node(assignment)] = true;
        if (_started.Count == 2)
        {
            _both.TrySetResult();
        }
    }

    private async Task StartAsync(TrainableDefinition definition)
    {
        var now = DateTimeOffset.UtcNow;
        var (first, second) = (NodeCertificate.Make(now), NodeCertificate.Make(now));
        string[] trusted = [first.Thumbprint, second.Thumbprint];
        _head = await TuneCluster.StartAsync(
            Options("head", definition) with { Link = new NodeLink(first, [.. trusted]) });
        _worker = await TuneCluster.StartAsync(Options("worker", definition) with
        {
            Roles = [Roles.Worker], Join = _head.Address, Link = new NodeLink(second, [.. trusted]),
        });
    }

    private TuneClusterOptions Options(string name, TrainableDefinition definition) => new()
    {
        Store = _store,
        Trainables = new Dictionary<string, TrainableDefinition> { [definition.Name] = definition },
        Catalog = SchedulerCatalog.All,
        Capacity = new NodeCapacity(1, 1, 0, 1 << 30),
        NodeName = name,
        WorkFolder = Path.Combine(_folder, "work"),
        Log = _log.Enqueue,
    };

    private async Task FinishedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var seen = await ToEndAsync(_head.EventsAsync("sweep", 0, patience.Token));
        Assert.That(seen[^1].Now.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    private static async Task<List<ExperimentEvents>> ToEndAsync(IAsyncEnumerable<EventBatch> feed)
    {
        var seen = new List<ExperimentEvents>();
        await foreach (var batch in ExperimentEvents.OfAsync("sweep", feed))
        {
            seen.Add(batch);
            if (batch.IsEnd)
            {
                break;
            }
        }

        return seen;
    }
}
