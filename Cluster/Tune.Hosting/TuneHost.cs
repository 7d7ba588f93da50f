using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tune.Clustering.Children;
using Tune.Clustering.Protocol;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;
using Tune.Hosting.Programs;
using Tune.Hosting.Results;
using Tune.Hosting.Running;
using Tune.Storage.InMemory;

namespace Tune.Hosting;

/// <summary>
/// A running TuneNet in this process: a one-node Akka.NET cluster, a store, and slots for trials. Start one, fit
/// experiments, dispose it; disposing saves what runs. Everything asked of one that is disposed of throws an
/// <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed partial class TuneHost : IAsyncDisposable
{
    /// <summary>The folder of the store's that pictures are drawn into, one folder an experiment.</summary>
    internal const string PicturesName = "plots";

    private readonly ITuneReader _store;
    private readonly EmbeddedNode? _node;
    private readonly Action<string> _notice;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _disposal;
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);
    private IAsyncDisposable? _served;

    private TuneHost(ITuneReader store, EmbeddedNode? node, TuneHostOptions options)
    {
        (_store, _node, _notice, _clock) = (store, node, options.Notice, options.Clock);
        _disposal = new Lazy<Task>(DisposeOnceAsync);
    }

    /// <summary>Where experiments are kept.</summary>
    public string Location => Opened.Location;

    internal ITuneReader Store => Opened;

    /// <summary>What the node of this process offers; null if it has none.</summary>
    internal NodeCapacity? Capacity => _node?.Capacity;

    private ITuneReader Opened
    {
        get
        {
            ThrowIfDisposed();
            return _store;
        }
    }

    private EmbeddedNode Node
    {
        get
        {
            ThrowIfDisposed();
            return _node ?? throw NoExperiments();
        }
    }

    private static InvalidOperationException NoExperiments() => new(
        "This process runs trials for another one; it has no experiments of its own.");

    /// <summary>Opens the store and starts the node. In a child process that was started to run trials, nothing is
    /// opened: the matching <see cref="FitAsync(Tuner, CancellationToken)"/> runs them and the process ends
    /// there.</summary>
    /// <exception cref="StorageException">The store cannot be opened; the message says who holds it or what is wrong.
    /// </exception>
    [RequiresUnreferencedCode(Trimming.Why)]
    public static async Task<TuneHost> StartAsync(
        TuneHostOptions? options = null, CancellationToken cancellation = default)
    {
        Trimming.Refuse();
        options ??= new TuneHostOptions();
        if (ChildProcess.IsOne)
        {
            foreach (var template in options.Templates)
            {
                await ChildProcess.RunIfForAsync(template.Tuner.Trainable);
            }

            var reading = await Stores.FindAsync(options.Store, null, cancellation) ?? new MemoryStore();
            return new TuneHost(reading, node: null, options);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Slots);
        RequireTelling(options);
        RequireRetention(options);
        var folder = Stores.FolderOf(options.Store);
        var store = await Stores.OpenAsync(options.Store, options.Notice, cancellation);
        var folders = NodeFolders.Of(folder, options.WorkFolder, options.LogFolder);
        try
        {
            var node = await EmbeddedNode.StartAsync(
                store, folders, Offered(options), options.Cards, options.RequestDeadline, options.Clock, options.Notice,
                cancellation);
            return await ServedAsync(
                await BegunAsync(store, node, folders, folder, options, cancellation), options, cancellation);
        }
        catch
        {
            folders.Clear();
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs an experiment to its end, or goes on with it if the store has one of that name. Finished trials are not run
    /// again, paused ones go on from their checkpoint; a larger <see cref="Tuner.Trials"/> extends it.
    /// </summary>
    /// <exception cref="InvalidExperimentException">The definition is wrong; the message names each field.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public Task<ResultGrid> FitAsync(Tuner tuner, CancellationToken cancellation = default) =>
        FitAsync(tuner, null, cancellation);

    /// <summary>The same, and lets trials that failed for good run again, once what broke them has been
    /// mended.</summary>
    /// <param name="tuner">The experiment.</param>
    /// <param name="again">Which trials, and whether from their last checkpoint or from nothing; null for none.</param>
    /// <param name="cancellation">Leaves in good order.</param>
    /// <exception cref="InvalidExperimentException">The definition is wrong, or one of the trials has not failed; the
    /// message says which.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task<ResultGrid> FitAsync(
        Tuner tuner, SecondChance? again, CancellationToken cancellation = default)
    {
        ThrowIfDisposed();
        if (ChildProcess.IsOne)
        {
            await ChildProcess.RunIfForAsync(tuner.Trainable);
            return await ResultsAsync(tuner.Name, cancellation);
        }

        // Before anything is waited for, during which the program may go on to prepare another one.
        var trainable = ChildRunner.TakeDown(tuner.Trainable);
        using var unfinished = new UnfinishedRun(tuner.Name, _notice);
        var sweep = await LookAsync(tuner.Name, cancellation);
        var spec = await SpecAsync(tuner, cancellation);
        var watched = await SubmitAsync(spec, trainable, again, sweep, cancellation);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(() => _ = LeaveAsync(tuner.Name, left));
        using var enough = new CancellationTokenSource();
        var end = sweep.EndAsync(watched.Broken, enough.Token);
        try
        {
            await await Task.WhenAny(end, left.Task, _gone.Task);
        }
        finally
        {
            await enough.CancelAsync();
            await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await ResultsAsync(tuner.Name, CancellationToken.None);
    }

    /// <inheritdoc cref="FitAsync(Tuner, CancellationToken)" />
    public async Task<ResultGrid<TConfig>> FitAsync<TConfig>(
        Tuner<TConfig> tuner, CancellationToken cancellation = default)
        where TConfig : notnull => new(await FitAsync((Tuner)tuner, cancellation));

    /// <inheritdoc cref="FitAsync(Tuner, SecondChance, CancellationToken)" />
    public async Task<ResultGrid<TConfig>> FitAsync<TConfig>(
        Tuner<TConfig> tuner, SecondChance? again, CancellationToken cancellation = default)
        where TConfig : notnull => new(await FitAsync((Tuner)tuner, again, cancellation));

    /// <summary>The results of any experiment in the store, running or past.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    public async Task<ResultGrid> ResultsAsync(string experiment, CancellationToken cancellation = default) =>
        await ResultGrid.LoadAsync(Opened, experiment, cancellation);

    /// <summary>Everything that has happened in any experiment of the store, running or past, from the first event on
    /// to what is on the disk now: for a what-if, the lineage of a clone, an analysis of your own.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    /// <param name="experiment">Its name.</param>
    /// <param name="from">How many events to leave out, 0 or more.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="StorageException">While reading: the journal is damaged. What came before is good.</exception>
    public async IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (!await Opened.ExistsAsync(experiment, cancellation))
        {
            throw await UnknownExperimentException.InAsync(Opened, experiment, cancellation);
        }

        await foreach (var fact in Opened.ReadJournalAsync(experiment, from, cancellation))
        {
            yield return fact;
        }
    }

    /// <summary>Lets what an experiment runs save and leave, then closes its session: it is interrupted, not
    /// paused. Waits for trials that save at most <see cref="TuneHostOptions.RequestDeadline"/> and the experiment's
    /// <see cref="TrialLimits.StopGrace"/> together, and no longer than ten seconds for a store that takes nothing or
    /// does not answer an append. What runs then goes on as it was.</summary>
    /// <exception cref="InvalidExperimentException">The store takes nothing; what runs is not saved.</exception>
    /// <exception cref="TimeoutException">What runs was not gone in time.</exception>
    public async Task DrainAsync(string experiment, CancellationToken cancellation = default) =>
        await Node.AskAsync(cluster => cluster.DrainAsync(experiment, cancellation));

    /// <summary>Saves what runs and closes the store. Fits and watches that are under way end with an
    /// <see cref="ObjectDisposedException"/>. Waits for each experiment as <see cref="DrainAsync"/> does; of one that
    /// could not be left in good order <see cref="TuneHostOptions.Notice"/> is told, and it goes on from its last
    /// checkpoints another time. A store that is not closed within thirty seconds is left, with a notice. Doing so
    /// again, also at the same time, only waits for it.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    private async Task DisposeOnceAsync()
    {
        _gone.TrySetException(new ObjectDisposedException(nameof(TuneHost)));
        try
        {
            ViewerLink = null;
            if (_served is not null)
            {
                await _served.DisposeAsync();
            }

            if (_node is not null)
            {
                await _node.DisposeAsync();
            }

            if (_bin is not null)
            {
                await _bin.DisposeAsync();
            }

            // Nothing more happens; what did is told.
            if (_news is not null)
            {
                await _news.DisposeAsync();
            }
        }
        finally
        {
            await PatientLeave.LeaveAsync(_store.DisposeAsync, _store.Location, _notice, _clock);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_gone.Task.IsCompleted, this);

    private static NodeCapacity Offered(TuneHostOptions options) =>
        NodeCapacity.OfThisMachine(options.Slots, options.Cards?.Cards.Count ?? options.Gpus) with
        {
            Named = ImmutableSortedDictionary.CreateRange(options.Offers),
        };

    private async Task LeaveAsync(string experiment, TaskCompletionSource cannot)
    {
        try
        {
            await DrainAsync(experiment);
        }
        catch (Exception e) when (e is InvalidExperimentException or TimeoutException or InvalidOperationException)
        {
            var why = e is InvalidExperimentException refused ? string.Join(' ', refused.Problems) : e.Message;
            cannot.TrySetException(new StorageException(
                StorageFault.Other, $"'{experiment}' could not be left in good order: {why}", e));
        }
    }

    internal async Task<ExperimentSummary?> FindAsync(string experiment, CancellationToken cancellation)
    {
        if (!await Opened.ExistsAsync(experiment, cancellation))
        {
            return null;
        }

        await Opened.Tracking.CatchUpAsync(experiment, cancellation);
        return await Opened.Tracking.FindAsync(experiment, cancellation);
    }

    /// <summary>What is asked for, with the earlier trials it begins with.</summary>
    /// <exception cref="InvalidExperimentException">They cannot be taken over.</exception>
    internal Task<ExperimentSpec> SpecAsync(Tuner tuner, CancellationToken cancellation) =>
        new WarmStarts(Opened, _notice).ResolveAsync(tuner.ToSpec(), tuner.WarmStart, cancellation);

    /// <summary>Reads what there is of an experiment, to be followed from there.</summary>
    internal async Task<SweepFollower> LookAsync(string experiment, CancellationToken cancellation)
    {
        var sweep = new SweepFollower(Opened, experiment);
        await sweep.LookBackAsync(cancellation);
        return sweep;
    }

    /// <summary>Refuses what no store can change.</summary>
    /// <exception cref="InvalidExperimentException">The definition is wrong.</exception>
    internal static void Require(ExperimentSpec spec, TrainableDefinition? trainable = null)
    {
        List<string> problems =
        [
            .. Checked(spec), .. trainable?.Problems(spec.Scheduler) ?? [],
            .. trainable is null ? [] : ChildRunner.Problems(trainable),
        ];
        if (problems.Count > 0)
        {
            throw new InvalidExperimentException(spec.Name, problems);
        }
    }

    /// <summary>Starts an experiment, or goes on with it. Its end is then an end that comes after that.</summary>
    internal async Task<WatchedExperiment> SubmitAsync(
        ExperimentSpec spec, TrainableDefinition trainable, SecondChance? again, SweepFollower sweep,
        CancellationToken cancellation, SubmitMark? mark = null)
    {
        Require(spec, trainable);
        if (trainable.Name == AskTellLoop.Trainable)
        {
            throw new InvalidExperimentException(
                spec.Name, ["It has no training code: give it a function, or open it with TuneLoop and ask it."]);
        }

        // Known since the start, unless git is slow: the shortest experiment notes what drove it.
        await ProgramProbe.Start().WaitAsync(cancellation);
        using var telling = _news?.Begin(spec.Name, sweep.View.Position);
        try
        {
            var watched = await Node.SubmitAsync(spec, trainable, again, mark, cancellation);
            await sweep.NeedAsync(cancellation);
            if (ChildRunner.Notice(trainable) is { } notice && _said.TryAdd($"{spec.Name}: {notice}", true))
            {
                _notice($"{spec.Name}: {notice}");
            }

            return watched;
        }
        catch (InvalidExperimentException refused)
        {
            telling?.Refuse();
            if (refused.Fault is not { } fault)
            {
                throw;
            }

            // Nothing is wrong with the definition.
            throw new StorageException(
                fault, $"The experiment '{spec.Name}' cannot be opened. {string.Join(' ', refused.Problems)}", refused);
        }
    }

    /// <summary>Why there is nothing to be found of an experiment: it is damaged from its first event on, or there is
    /// none.</summary>
    internal async Task<Exception> MissingAsync(string experiment, CancellationToken cancellation) =>
        await DamageOfAsync(experiment, cancellation) is { } damage
            ? new StorageException(
                damage.Kind, $"The experiment '{experiment}' cannot be opened. {damage.Message}", damage)
            : await UnknownExperimentException.InAsync(_store, experiment, cancellation);

    private async Task<StorageException?> DamageOfAsync(string experiment, CancellationToken cancellation)
    {
        try
        {
            await Opened.CheckJournalAsync(experiment, cancellation);
            return null;
        }
        catch (StorageException damage)
        {
            return damage;
        }
    }

    internal static List<string> Checked(ExperimentSpec spec)
    {
        try
        {
            return [.. spec.Problems()];
        }
        catch (InvalidSpaceException problem)
        {
            return [problem.Message];
        }
    }
}
