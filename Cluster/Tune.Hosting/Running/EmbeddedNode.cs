using System.Collections.Concurrent;
using Tune.Clustering;
using Tune.Clustering.Children;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Gpus;
using Tune.Hosting.Programs;
using Tune.Schedulers;

namespace Tune.Hosting.Running;

/// <summary>The one node of an embedded cluster, with the training code and the specs of this program.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    /// <summary>What it is called, and its folder among those that attempts work in.</summary>
    public const string Name = "local";

    private readonly ConcurrentDictionary<string, TrainableDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ExperimentSpec> _specs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WatchedExperiment> _watched = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _touched = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _watches = [];
    private readonly CancellationTokenSource _closing = new();

    // Which training code a name stands for is asked and settled by one at a time.
    private readonly SemaphoreSlim _submitting = new(1);
    private readonly ITuneStore _store;
    private readonly NodeFolders _folders;
    private readonly Action<string> _notice;
    private TuneCluster? _cluster;

    private EmbeddedNode(ITuneStore store, NodeFolders folders, NodeCapacity capacity, Action<string> notice) =>
        (_store, _folders, Capacity, _notice) = (store, folders, capacity, notice);

    /// <summary>What it offers.</summary>
    public NodeCapacity Capacity { get; }

    private TuneCluster Cluster => _cluster ?? throw new InvalidOperationException("The node has not been started.");

    public static async Task<EmbeddedNode> StartAsync(
        ITuneStore store, NodeFolders folders, NodeCapacity capacity, GpuSet? cards, TimeSpan deadline,
        TimeProvider clock, Action<string> notice, CancellationToken cancellation)
    {
        var node = new EmbeddedNode(store, folders, capacity, notice);
        node._cluster = await TuneCluster.StartAsync(
            new TuneClusterOptions
            {
                Store = store,
                Trainables = node._definitions,
                Catalog = SchedulerCatalog.All,
                Bind = node.WithCode,
                Program = ProgramProbe.Start(),
                Capacity = capacity,
                Cards = cards,
                NodeName = Name,
                WorkFolder = folders.Work,
                LogFolder = folders.Logs,
                RequestDeadline = deadline,
                Clock = clock,
                Log = notice,
            },
            cancellation);
        _ = node.BreakWithClusterAsync();
        return node;
    }

    /// <summary>Starts an experiment, extends it, or takes it up again.</summary>
    /// <returns>What is said of it besides its history.</returns>
    /// <exception cref="InvalidExperimentException">It was refused; all is as it was before.</exception>
    public async Task<WatchedExperiment> SubmitAsync(
        ExperimentSpec spec, TrainableDefinition trainable, SecondChance? again, SubmitMark? mark,
        CancellationToken cancellation)
    {
        await _submitting.WaitAsync(cancellation);
        try
        {
            if (mark is not null && await _store.ExistsAsync(spec.Name, cancellation))
            {
                // It is not made, and goes on with what it has.
                return await BeginAsync(spec, again, mark, cancellation);
            }

            await RequireOneCodeAsync(spec.Name, trainable, cancellation);
            var specBefore = _specs.GetValueOrDefault(spec.Name);
            var codeBefore = _definitions.GetValueOrDefault(trainable.Name);
            (_specs[spec.Name], _definitions[trainable.Name]) = (spec, trainable);
            try
            {
                return await BeginAsync(spec, again, mark, cancellation);
            }
            catch (Exception e) when (e is InvalidExperimentException || (mark is not null && specBefore is not null))
            {
                // Without an answer what is new may be made all the same; what was there keeps what it had.
                Restore(_specs, spec.Name, specBefore);
                Restore(_definitions, trainable.Name, codeBefore);
                throw;
            }
        }
        finally
        {
            _submitting.Release();
        }
    }

    // Its owner is listened to before there is one, so that nothing it says is missed.
    private async Task<WatchedExperiment> BeginAsync(
        ExperimentSpec spec, SecondChance? again, SubmitMark? mark, CancellationToken cancellation)
    {
        var known = _watched.GetValueOrDefault(spec.Name);
        var subscribing = known is null ? Cluster.SubscribeAsync(spec.Name, _closing.Token) : null;
        var broken = known?.Broken;
        known?.Mend();
        try
        {
            await (mark is null
                ? Cluster.SubmitAsync(spec, again, cancellation)
                : Cluster.SubmitNewAsync(spec, mark, cancellation));
        }
        catch (InvalidExperimentException)
        {
            if (broken is { IsCompleted: true })
            {
                known!.Break(await broken);
            }

            if (subscribing is not null)
            {
                _watches.Add(LetGoAsync(subscribing));
            }

            throw;
        }
        catch when (subscribing is not null)
        {
            // It may be done all the same.
            Watch(spec.Name, subscribing);
            throw;
        }

        return known ?? Watch(spec.Name, subscribing!);
    }

    private WatchedExperiment Watch(string experiment, Task<ExperimentSubscription> subscribing)
    {
        var watched = _watched[experiment] = new WatchedExperiment(experiment, _notice);
        _watches.Add(watched.PassOnAsync(
            subscribing, CancellationTokenSource.CreateLinkedTokenSource(_closing.Token)));
        return watched;
    }

    private static async Task LetGoAsync(Task<ExperimentSubscription> subscribing)
    {
        await ((Task)subscribing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (subscribing.IsCompletedSuccessfully)
        {
            await (await subscribing).DisposeAsync();
        }
    }

    private static void Restore<T>(ConcurrentDictionary<string, T> all, string name, T? before)
        where T : class
    {
        if (before is null)
        {
            all.TryRemove(name, out _);
        }
        else
        {
            all[name] = before;
        }
    }

    /// <summary>Does something by hand. What may have the experiment go on here is left in good order at the end.
    /// </summary>
    /// <exception cref="InvalidExperimentException">It was refused; the message says why.</exception>
    public async Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation)
    {
        if (act is UserAct.Annotate or UserAct.Restore)
        {
            return await Cluster.ActAsync(experiment, act, by, cancellation);
        }

        // What it has go on here is seen by whoever brings other training code of that name.
        var waits = act is not (UserAct.Pause or UserAct.Stop or UserAct.Delete { Trial: null })
            && !_specs.ContainsKey(experiment);
        if (waits)
        {
            await _submitting.WaitAsync(cancellation);
        }

        var isNew = _touched.TryAdd(experiment, true);
        try
        {
            var receipt = await Cluster.ActAsync(experiment, act, by, cancellation);
            _touched[experiment] = true;
            return receipt;
        }
        catch (InvalidExperimentException) when (isNew)
        {
            _touched.TryRemove(experiment, out _);
            throw;
        }
        finally
        {
            if (waits)
            {
                _submitting.Release();
            }
        }
    }

    /// <summary>How the owner of an experiment that was started here fares; null if that is not known.</summary>
    public OwnerStanding? StandingOf(string experiment) => _watched.GetValueOrDefault(experiment)?.Standing;

    /// <summary>An experiment goes: there is nothing to leave at the end, and its owner, whom nobody listens to then,
    /// ends. Another one of that name has its own, and counts from the beginning.</summary>
    public async Task ForgetAsync(string experiment)
    {
        _specs.TryRemove(experiment, out _);
        _touched.TryRemove(experiment, out _);
        if (_watched.TryRemove(experiment, out var watched))
        {
            await watched.LetGoAsync();
        }
    }

    /// <summary>Asks an experiment for something.</summary>
    /// <exception cref="InvalidExperimentException">It was refused; the message says why.</exception>
    public Task AskAsync(Func<TuneCluster, Task> ask) => ask(Cluster);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_specs.Keys.Union(_touched.Keys, StringComparer.Ordinal).Select(LeaveAsync));
        await _closing.CancelAsync();
        await Task.WhenAll(_watches);
        await Cluster.DisposeAsync();
        _folders.Clear();
        _closing.Dispose();
    }

    // Attempts find their training code by its name: other code of that name would take the place of what runs.
    private async Task RequireOneCodeAsync(
        string experiment, TrainableDefinition trainable, CancellationToken cancellation)
    {
        if (!_definitions.TryGetValue(trainable.Name, out var known)
            || (SameCode.Is(known, trainable) && ChildRunner.IsSame(known, trainable)))
        {
            return;
        }

        // Those that an act has taken up here too.
        foreach (var other in _specs.Keys.Union(_touched.Keys, StringComparer.Ordinal))
        {
            if (await AttemptsAsync(other, trainable.Name, cancellation))
            {
                throw new InvalidExperimentException(experiment,
                [
                    $"Trainable '{trainable.Name}' is other training code than that of the same name which "
                    + $"'{other}' is running with. Give one of them another name, or wait for its end.",
                ]);
            }
        }
    }

    private async Task<bool> AttemptsAsync(string experiment, string trainable, CancellationToken cancellation)
    {
        if (_specs.TryGetValue(experiment, out var known) && known.Trainable != trainable)
        {
            return false;
        }

        if (_watched.TryGetValue(experiment, out var watched) && watched.Broken.IsCompleted)
        {
            return false;
        }

        await _store.Tracking.CatchUpAsync(experiment, cancellation);
        return await _store.Tracking.FindAsync(experiment, cancellation) is { IsOpen: true } now
            && now.Spec.Trainable == trainable;
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
            CannotLeave(experiment, string.Join(' ', broken.Problems));
        }
        catch (Exception e) when (e is TimeoutException or ClusterEndedException)
        {
            CannotLeave(experiment, e.Message);
        }
    }

    private void CannotLeave(string experiment, string why) =>
        _notice($"'{experiment}' could not be left in good order: {why}");

    // Nobody must wait for a node that is no more.
    private async Task BreakWithClusterAsync()
    {
        var why = await Cluster.Fallen;
        foreach (var watched in _watched.Values)
        {
            watched.Break(new InvalidOperationException(why));
        }
    }

    private ExperimentSpec WithCode(ExperimentSpec spec) => spec.WithCodeOf(_specs.GetValueOrDefault(spec.Name)?.Space);
}
