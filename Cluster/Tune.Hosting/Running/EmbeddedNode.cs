using System.Collections.Concurrent;
using Tune.Clustering;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Hosting.Observing;
using Tune.Hosting.Programs;
using Tune.Schedulers;

namespace Tune.Hosting.Running;

/// <summary>The one node of an embedded cluster, with the training code and the specs of this program.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TrainableDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ExperimentSpec> _specs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _watches = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly ObservedStore _store;
    private readonly Action<string> _notice;
    private TuneCluster? _cluster;

    private EmbeddedNode(ObservedStore store, Action<string> notice) => (_store, _notice) = (store, notice);

    public ObservedStore Store => _store;

    private string WorkFolder => Path.Combine(_store.Location, "work");

    private TuneCluster Cluster => _cluster ?? throw new InvalidOperationException("The node has not been started.");

    public static async Task<EmbeddedNode> StartAsync(
        ObservedStore store, NodeCapacity capacity, TimeSpan deadline, Action<string> notice,
        CancellationToken cancellation)
    {
        var node = new EmbeddedNode(store, notice);
        node._cluster = await TuneCluster.StartAsync(
            new TuneClusterOptions
            {
                Store = store,
                Trainables = node._definitions,
                Catalog = SchedulerCatalog.All,
                Bind = node.WithCode,
                Program = ProgramProbe.Start(),
                Capacity = capacity,
                NodeName = "local",
                WorkFolder = node.WorkFolder,
                LogFolder = Path.Combine(store.Location, "logs"),
                RequestDeadline = deadline,
                Log = notice,
            },
            cancellation);
        _ = node.BreakWithClusterAsync();
        return node;
    }

    public async Task SubmitAsync(
        ExperimentSpec spec, TrainableDefinition trainable, SecondChance? again, CancellationToken cancellation)
    {
        RequireOneCode(spec.Name, trainable);
        _specs[spec.Name] = spec;
        await Cluster.SubmitAsync(spec, cancellation);
        if (again is not null)
        {
            await AgainAsync(spec.Name, again, cancellation);
        }

        _ = _watches.GetOrAdd(spec.Name, PassOnNoticesAsync);
    }

    // Who asked for what cannot be is told so, and nothing is left running behind his back.
    private async Task AgainAsync(string experiment, SecondChance again, CancellationToken cancellation)
    {
        try
        {
            await Cluster.RunAgainAsync(experiment, again, cancellation);
        }
        catch (InvalidExperimentException)
        {
            await Cluster.DrainAsync(experiment, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Asks an experiment for something.</summary>
    /// <exception cref="InvalidExperimentException">It was refused; the message says why.</exception>
    public Task AskAsync(Func<TuneCluster, Task> ask) => ask(Cluster);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_specs.Keys.Select(LeaveAsync));
        await _closing.CancelAsync();
        await Task.WhenAll(_watches.Values);
        await Cluster.DisposeAsync();
        FolderTree.TryDeleteEmpty(WorkFolder);
        _closing.Dispose();
    }

    // Attempts find their training code by its name: other code of that name would take the place of what runs.
    private void RequireOneCode(string experiment, TrainableDefinition trainable)
    {
        lock (_specs)
        {
            if (_definitions.TryGetValue(trainable.Name, out var known) && !SameCode.Is(known, trainable)
                && _specs.Values.FirstOrDefault(spec => spec.Trainable == trainable.Name
                    && !_store.ViewOf(spec.Name).Snapshot().IsSettled) is { } running)
            {
                throw new InvalidExperimentException(experiment,
                [
                    $"Trainable '{trainable.Name}' is other training code than that of the same name which "
                    + $"'{running.Name}' is running with. Give one of them another name, or wait for its end.",
                ]);
            }

            _definitions[trainable.Name] = trainable;
        }
    }

    private async Task LeaveAsync(string experiment)
    {
        try
        {
            await Cluster.DrainAsync(experiment);
        }
        catch (InvalidExperimentException broken)
        {
            // Leaving goes on: what is on disk is all there is to save.
            _notice($"{experiment}: {string.Join(' ', broken.Problems)}");
        }
        catch (Exception e) when (e is TimeoutException or ClusterEndedException)
        {
            _notice(e.Message);
        }
    }

    // Nobody must wait for a node that is no more.
    private async Task BreakWithClusterAsync()
    {
        var why = await Cluster.Fallen;
        foreach (var experiment in _specs.Keys)
        {
            _store.ViewOf(experiment).Break(new InvalidOperationException(why));
        }
    }

    private async Task PassOnNoticesAsync(string experiment)
    {
        try
        {
            // An experiment that is over may leave before it has answered the watch: closing does not wait for that.
            await using var watch = await Cluster.WatchAsync(experiment, cancellation: _closing.Token);
            await foreach (var news in watch.News.ReadAllAsync(_closing.Token))
            {
                if (news is ExperimentNotice notice)
                {
                    _notice($"{experiment}: {notice.Text}");
                }
                else if (news is ExperimentBroken broken)
                {
                    _store.ViewOf(experiment).Break(new InvalidOperationException(
                        $"The experiment '{experiment}' cannot go on: {broken.Why} What was acknowledged is kept."));
                }
            }

            // The news end before they are let go of only with the cluster.
            _store.ViewOf(experiment).Break(new ClusterEndedException());
        }
        catch (ClusterEndedException ended)
        {
            _store.ViewOf(experiment).Break(ended);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // The node is closing, or cannot be asked.
        }
    }

    private ExperimentSpec WithCode(ExperimentSpec spec) => spec.WithCodeOf(_specs.GetValueOrDefault(spec.Name)?.Space);
}
