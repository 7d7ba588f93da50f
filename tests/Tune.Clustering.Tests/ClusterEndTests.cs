using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Clustering.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ClusterEndTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-end-").FullName;
    private readonly FlakyStore _store = new();
    private readonly TaskCompletionSource _runs = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task EveryMember_OfOneThatIsDisposed_ThrowsAtOnce()
    {
        var cluster = await StartAsync();
        await cluster.DisposeAsync();
        await cluster.DisposeAsync();
        Func<Task>[] members =
        [
            () => cluster.SubmitAsync(Some.Spec()),
            () => cluster.ResumeAsync("sweep"),
            () => cluster.PauseAsync("sweep"),
            () => cluster.StopAsync("sweep"),
            () => cluster.StopTrialAsync("sweep", new TrialId(1)),
            () => cluster.DrainAsync("sweep"),
            () => cluster.SubscribeAsync("sweep"),
        ];
        Assert.Multiple(() =>
        {
            foreach (var member in members)
            {
                Assert.That(async () => await member(), Throws.TypeOf<ObjectDisposedException>());
            }
        });
    }

    [Test]
    public async Task Dispose_AtTheSameTimeByMany_IsDoneOnce()
    {
        var cluster = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await cluster.DisposeAsync())));
        Assert.That(async () => await cluster.PauseAsync("sweep"), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Dispose_WhileTheDiskHoldsUpACall_EndsTheCall()
    {
        var cluster = await StartAsync();
        var (disk, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.Gate = disk.Task;
        _store.Fails = (_, _) =>
        {
            reached.TrySetResult();
            return null;
        };
        var call = cluster.SubmitAsync(Some.Spec());
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var disposal = cluster.DisposeAsync();
        Assert.That(async () => await call, Throws.TypeOf<ObjectDisposedException>());
        disk.SetResult();
        await disposal;
    }

    [Test]
    public async Task Cluster_ThatEndsByItself_EndsCallsAndSubscriptionsAndRefusesLaterOnes()
    {
        await using var cluster = await StartAsync();
        await using var news = await cluster.SubscribeAsync("sweep");
        var (disk, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.Gate = disk.Task;
        _store.Fails = (_, _) =>
        {
            reached.TrySetResult();
            return null;
        };
        var call = cluster.SubmitAsync(Some.Spec());
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await cluster.EndAsync();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await call, Throws.TypeOf<ClusterEndedException>());
            Assert.That(async () => await cluster.PauseAsync("sweep"), Throws.TypeOf<ClusterEndedException>());
            Assert.That(async () => await cluster.SubscribeAsync("sweep"), Throws.TypeOf<ClusterEndedException>());
            Assert.That(
                async () => await news.News.ReadAllAsync().CountAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)),
                Throws.Nothing);
        });
        disk.SetResult();
    }

    [Test]
    public async Task Submit_WhileTheDiskHoldsItUp_EndsAtItsDeadline()
    {
        await using var cluster = await StartAsync(TimeSpan.FromMilliseconds(300));
        var disk = new TaskCompletionSource();
        _store.Gate = disk.Task;
        Assert.That(
            async () => await cluster.SubmitAsync(Some.Spec()),
            Throws.TypeOf<TimeoutException>().With.Message.Contains("'sweep' did not answer within 0.3 s"));
        disk.SetResult();
    }

    [Test]
    public async Task StopTrial_WrittenByAnAppendThatFails_IsAnsweredAsDone()
    {
        await using var cluster = await StartAsync();
        await cluster.SubmitAsync(Some.Spec(trials: 1));
        await _runs.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var lost = true;
        _store.Fails = (_, events) => lost && events.Any(fact => fact is ExperimentEvent.Decided
            { Decision: Decision.Stop { Reason: StopReason.User } })
            ? Throw()
            : null;
        _store.WritesBeforeFailing = _ => true;
        await cluster.StopTrialAsync("sweep", new TrialId(0));
        Assert.That(lost, Is.False);

        Exception Throw()
        {
            lost = false;
            return new StorageException(StorageFault.Other, "the line to the disk broke");
        }
    }

    private Task<TuneCluster> StartAsync(TimeSpan? deadline = null)
    {
        var definition = Some.Trainable(async (_, channel, _) =>
        {
            _runs.TrySetResult();
            var leaves = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var told = channel.LeaveRequested.Register(() => leaves.TrySetResult());
            await leaves.Task;
            return AttemptOutcome.Obeyed.Instance;
        });
        return TuneCluster.StartAsync(new TuneClusterOptions
        {
            Store = _store,
            Trainables = new Dictionary<string, TrainableDefinition> { [definition.Name] = definition },
            Catalog = SchedulerCatalog.All,
            Capacity = new NodeCapacity(1, 1, 0, 1 << 30),
            NodeName = "n",
            WorkFolder = Path.Combine(_folder, "work"),
            RequestDeadline = deadline ?? TimeSpan.FromSeconds(60),
        });
    }
}
