using Tune.Clustering.Logs;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;

namespace Tune.Clustering.Trials;

/// <summary>What it takes to run one attempt on this node.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Order">What to run.</param>
/// <param name="Settings">What all its attempts have in common.</param>
/// <param name="Definition">The training code.</param>
/// <param name="Line">The way to the experiment.</param>
/// <param name="Log">What it prints.</param>
/// <param name="Node">What the node has.</param>
/// <param name="Notice">Tells those who watch one sentence.</param>
internal sealed record AttemptParts(
    string Experiment, AttemptOrder Order, RunSettings Settings, TrainableDefinition Definition, AttemptLine Line,
    AttemptLog Log, NodeParts Node, Action<string> Notice)
{
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RoomEvery = TimeSpan.FromSeconds(2);

    private ICheckpointLease? _from;

    /// <summary>The attempt's own folder.</summary>
    public string Folder { get; } = FolderOf(Node, Experiment, Order);

    /// <summary>How many threads it computes with.</summary>
    public int Threads => Math.Max(1, (int)Math.Ceiling(Resources.Cpu));

    /// <summary>What it has been given: that of all its slots.</summary>
    public Resources Resources => Settings.Resources.Times(Order.Slots.Length);

    /// <summary>The folder of an attempt on a node.</summary>
    public static string FolderOf(NodeParts node, string experiment, AttemptOrder order) =>
        Path.Combine(node.WorkFolder, experiment, $"{order.Trial}.{order.Attempt}");

    /// <summary>Who runs it, as the training code asks for.</summary>
    public IAttemptRunner Runner() =>
        Definition.Isolation == Isolation.Process ? new ProcessRunner(this) : new ThreadRunner(this);

    /// <summary>Its line as its training code sees it.</summary>
    public LineChannel Channel() => new(
        Line, Log, new ArtifactDesk(Order.Trial, Line, Folder, () => Node.Artifacts(Experiment), Node.Clock));

    /// <summary>All the attempt needs to know.</summary>
    /// <param name="from">The folder of the checkpoint to start from, or null.</param>
    public TrialAssignment Assignment(string? from) => new()
    {
        Experiment = Experiment,
        Trial = Order.Trial,
        Attempt = Order.Attempt,
        Config = Order.Config,
        Seed = Order.Seed,
        Metric = Settings.Metric,
        Folder = Folder,
        From = from,
        FromIteration = Order.From?.Iteration ?? 0,
        Milestone = Order.Milestone,
        Checkpoints = Settings.Checkpoints,
        Resources = Resources,
        Threads = Threads,
        Gpus = Order.Gpus,
        Cards = Node.Cards is { } cards ? [.. Order.Gpus.Select(gpu => cards.Cards[gpu].Uuid)] : [],
        Where = Order.Where,
    };

    /// <summary>
    /// Makes the folder and opens the checkpoint, whose files are read to the end for that: not for an actor's thread.
    /// </summary>
    /// <exception cref="RestoreException">The checkpoint is missing or damaged.</exception>
    public async Task<TrialAssignment> PrepareAsync(CancellationToken kill)
    {
        await MakeFolderAsync(kill).ConfigureAwait(false);
        _from = Order.From is { } from ? await OpenAsync(from, kill).ConfigureAwait(false) : null;
        return Assignment(_from?.Folder);
    }

    /// <summary>Nothing of the checkpoint that it started from is needed any more.</summary>
    public Task ReleaseAsync() =>
        Interlocked.Exchange(ref _from, null)?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    // A full disk pauses, it does not end.
    private async Task MakeFolderAsync(CancellationToken kill)
    {
        for (var isStalled = false; ; isStalled = true)
        {
            try
            {
                FolderTree.Ensure(Folder);
                if (isStalled)
                {
                    Line.Stalled(null);
                }

                return;
            }
            catch (IOException e) when (SystemError.IsFullDisk(e) && Line.Leaving == Leaving.No)
            {
                Line.Stalled("There is no room on the disk for its folder.");
            }

            await Task.Delay(RoomEvery, Node.Clock, kill).ConfigureAwait(false);
        }
    }

    // The trial falls back behind a checkpoint that cannot be read; a hiccup of the disk is not worth that, nor is one
    // that is full.
    private async Task<ICheckpointLease> OpenAsync(CheckpointRef from, CancellationToken kill)
    {
        var store = Node.Checkpoints(Experiment);
        for (var looks = 1; ; looks++)
        {
            try
            {
                var lease = await store.OpenAsync(from, kill).ConfigureAwait(false);
                Line.Stalled(null);
                return lease;
            }
            catch (StorageException e) when (e.Kind == StorageFault.Full && Line.Leaving == Leaving.No)
            {
                Line.Stalled("There is no room on the disk for the files of its checkpoint.");
                looks--;
            }
            catch (StorageException e) when (looks > 1 && e.Kind != StorageFault.Full)
            {
                Log.Add(e.Message);
                throw new RestoreException(e.Message, e);
            }
            catch (StorageException e) when (e.Kind != StorageFault.Full)
            {
                // Once more.
            }

            await Task.Delay(SecondLook, Node.Clock, kill).ConfigureAwait(false);
        }
    }

    /// <summary>What an exception out of the training code means.</summary>
    public AttemptOutcome Broken(Exception exception) => exception switch
    {
        IOException when SystemError.IsFullDisk(exception) && Line.Leaving == Leaving.Interrupt =>
            AttemptOutcome.Interrupted.Instance,
        IOException when SystemError.IsFullDisk(exception) => new AttemptOutcome.Lost(exception.Message),
        StorageException { Kind: StorageFault.Full } when Line.Leaving == Leaving.Interrupt =>
            AttemptOutcome.Interrupted.Instance,
        StorageException { Kind: StorageFault.Full } => new AttemptOutcome.Lost(exception.Message),
        OutOfMemoryException => Failed(FailureKind.OutOfMemory, exception),
        RestoreException => new AttemptOutcome.Failed(FailureKind.Restore, exception.Message, Log.Tail),
        StorageException => Failed(FailureKind.Checkpoint, exception),
        _ => Failed(FailureKind.Exception, exception),
    };

    private AttemptOutcome.Failed Failed(FailureKind kind, Exception exception) =>
        new(kind, $"{exception.GetType().Name}: {exception.Message}", Log.Tail);

    /// <summary>Deletes the attempt's folder, whatever is left in it.</summary>
    public void CleanUp()
    {
        try
        {
            FolderTree.Delete(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder of all attempts is emptied when the node starts.
        }
    }
}
