using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tune.Engine.AskTell;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Hosting.Running;
using Tune.Trainables;

namespace Tune.Hosting;

/// <summary>
/// An experiment whose loop is yours: ask for a trial, train it wherever you like, report what came of it. Any
/// searcher, any scheduler, in the same journal and store as everything else: it can be killed and goes on, and
/// <c>show</c>, <c>best</c>, <c>export</c>, <c>plot</c> and <c>doctor</c> know it.
/// </summary>
/// <remarks>
/// Several trials may be under way at once, on any threads; calls wait for one another. Every call ends when what it
/// said is on the disk. Everything asked of one that is disposed of throws an <see cref="ObjectDisposedException"/>.
/// Without a store, see <see cref="AskTellLoop"/>.
/// </remarks>
public sealed class TuneLoop : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ITuneStore _store;
    private readonly LoopJournal _open;
    private readonly NodeFolders _folders;
    private readonly Action<string> _notice;
    private readonly Lazy<Task> _disposal;
    private volatile bool _isDisposed;
    private readonly ConcurrentDictionary<TrialId, ICheckpointLease> _leases = new();

    private TuneLoop(ITuneStore store, LoopJournal journal, NodeFolders folders, Action<string> notice)
    {
        (_store, _open, _folders, _notice) = (store, journal, folders, notice);
        _disposal = new Lazy<Task>(DisposeOnceAsync);
    }

    /// <summary>Whether the experiment is over: nothing will be asked any more.</summary>
    public bool IsOver => Journal.Loop.IsOver;

    /// <summary>The best report so far; null before the first usable one.</summary>
    public BestResult? Best => Journal.Loop.State.Best;

    private ITuneStore Store
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _store;
        }
    }

    private LoopJournal Journal
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _open;
        }
    }

    internal string Experiment => Journal.Experiment;

    internal ICheckpointStore Checkpoints => Store.Checkpoints(Experiment);

    internal CheckpointPolicy Policy => Journal.Loop.State.Spec!.Checkpoints;

    internal string WorkFolder => Path.Combine(_folders.Work, AskTellLoop.Trainable, Experiment);

    internal static TrainableDefinition NoCode { get; } = new(AskTellLoop.Trainable, static () =>
        throw new InvalidOperationException("This experiment has no training code; open it with TuneLoop."));

    /// <summary>Opens the store and the experiment, which begins, or goes on where it was left: trials that were under
    /// way are asked for again, from their last checkpoint.</summary>
    /// <param name="tuner">The experiment; its training code, if it has any, is not run.</param>
    /// <param name="store">Where the store is, as in <see cref="TuneHostOptions.Store"/>; default the folder
    /// <c>./tune-data</c>.</param>
    /// <param name="notice">Told what people should know, one sentence each; default standard error.</param>
    /// <param name="work">Folder for what trials work on, in which each store has one of its own, as in
    /// <see cref="TuneHostOptions.WorkFolder"/>; default <c>work</c> in the store's folder, and for a store that is no
    /// folder a temporary one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidExperimentException">The definition is wrong; the message names each field.</exception>
    /// <exception cref="StorageException">The store cannot be opened; the message says who holds it or what is wrong.
    /// </exception>
    [RequiresUnreferencedCode(Trimming.Why)]
    public static async Task<TuneLoop> OpenAsync(
        Tuner tuner, string store = "./tune-data", Action<string>? notice = null, string? work = null,
        CancellationToken cancellation = default)
    {
        Trimming.Refuse();
        var spec = tuner.ToSpec();
        TuneHost.Require(spec);
        notice ??= Console.Error.WriteLine;
        var opened = await Stores.OpenAsync(store, notice, cancellation);
        try
        {
            spec = await new WarmStarts(opened, notice).ResolveAsync(spec, tuner.WarmStart, cancellation);
            return new TuneLoop(
                opened, await LoopJournal.OpenAsync(opened, spec, cancellation),
                NodeFolders.Of(Stores.FolderOf(store), work), notice);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="OpenAsync(Tuner, string, Action{string}, string, CancellationToken)" />
    [RequiresUnreferencedCode(Trimming.Why)]
    public static async Task<TuneLoop<TConfig>> OpenAsync<TConfig>(
        Tuner<TConfig> tuner, string store = "./tune-data", Action<string>? notice = null, string? work = null,
        CancellationToken cancellation = default)
        where TConfig : notnull => new(await OpenAsync((Tuner)tuner, store, notice, work, cancellation));

    /// <summary>
    /// The next trial to train: a new one, or one to go on with. Null if there is none now: the experiment is over
    /// (<see cref="IsOver"/>) or paused, or trials that are under way must be reported first.
    /// </summary>
    /// <exception cref="StorageException">The store failed; dispose of the loop and open it again.</exception>
    public async Task<LoopTrial?> AskAsync(CancellationToken cancellation = default)
    {
        while (await TakeAsync(loop => loop.Ask(), cancellation) is { } asked)
        {
            try
            {
                await ReleaseAsync(asked.Trial);
                return new LoopTrial(this, asked, await RestoreAsync(asked, cancellation));
            }
            catch (StorageException damaged)
            {
                // It goes on from an older one, or from nothing, and says so in the journal.
                await TakeAsync(loop => loop.Fail(asked.Trial, damaged.Message, FailureKind.Restore), cancellation);
            }
        }

        return null;
    }

    private async Task<RestoredCheckpoint?> RestoreAsync(AskedTrial asked, CancellationToken cancellation)
    {
        if (asked.From is not { } from)
        {
            return null;
        }

        var lease = await Checkpoints.OpenAsync(from, cancellation);
        _leases[asked.Trial] = lease;
        return new RestoredCheckpoint(lease.Folder, from.Iteration);
    }

    /// <summary>Nothing of the checkpoint that a trial began with is needed any more.</summary>
    internal ValueTask ReleaseAsync(TrialId trial) =>
        _leases.TryRemove(trial, out var lease) ? lease.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Lets trials that failed for good be asked for again, also of an experiment that is over.</summary>
    /// <exception cref="InvalidOperationException">One of the trials has not failed; the message says which.
    /// </exception>
    public Task RunAgainAsync(SecondChance chance, CancellationToken cancellation = default) =>
        TakeAsync(loop => loop.RunAgain(chance), cancellation);

    /// <summary>Ends the experiment; its results stay.</summary>
    public Task StopAsync(CancellationToken cancellation = default) =>
        TakeAsync(loop => loop.Stop(), cancellation);

    /// <summary>Does something by hand: pause, resume, extend, enqueue a configuration, stop a trial, tag, note, delete
    /// and the like. Ends when it is on the disk. A trial under way that is to leave is told so with its next
    /// report.</summary>
    /// <param name="act">What is done.</param>
    /// <param name="by">Who does it; under a key it is done once, however often it is asked for.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InvalidExperimentException">It was refused; nothing has changed. The message names what is
    /// wrong.</exception>
    public Task<ActReceipt> ActAsync(UserAct act, ActedBy by, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(by);
        return TakeAsync(loop => loop.Act(act, by), cancellation);
    }

    /// <summary>The results so far.</summary>
    public Task<ResultGrid> ResultsAsync(CancellationToken cancellation = default) =>
        ResultGrid.LoadAsync(Store, Experiment, cancellation);

    /// <summary>Leaves in good order: trials under way are let go, and asked for again when the loop is opened
    /// again. A store that does not answer for thirty seconds is left, with a notice. Doing so again, also at the same
    /// time, only waits for it.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    private async Task DisposeOnceAsync()
    {
        _isDisposed = true;
        await PatientLeave.LeaveAsync(LeaveAsync, _store.Location, _notice, TimeProvider.System);
    }

    private async ValueTask LeaveAsync()
    {
        await _gate.WaitAsync();
        try
        {
            // Each is let go of, whatever the ones before it throw: a store that stays open is locked.
            await using (_store)
            {
                await using (_open)
                {
                    await Task.WhenAll(_leases.Keys.Select(trial => ReleaseAsync(trial).AsTask()));
                }

                _folders.Clear();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    internal Task TakeAsync(Action<AskTellLoop> step, CancellationToken cancellation) => TakeAsync(
        loop =>
        {
            step(loop);
            return true;
        },
        cancellation);

    internal async Task<T> TakeAsync<T>(Func<AskTellLoop, T> step, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _gate.WaitAsync(cancellation);
        try
        {
            return await Journal.TakeAsync(step);
        }
        finally
        {
            _gate.Release();
        }
    }
}
