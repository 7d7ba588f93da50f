using System.Globalization;
using Tune.Engine.AskTell;
using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Files;
using Tune.Trainables;

namespace Tune.Hosting;

/// <summary>A trial that a <see cref="TuneLoop"/> has handed out: train it, report, and say when it is done.</summary>
public sealed class LoopTrial
{
    private readonly TuneLoop _loop;
    private readonly AskedTrial _asked;
    private long _saved = TimeProvider.System.GetTimestamp();
    private int _savedIteration;
    private int _milestone;

    internal LoopTrial(TuneLoop loop, AskedTrial asked, RestoredCheckpoint? restored)
    {
        (_loop, _asked, Restored) = (loop, asked, restored);
        Iteration = _savedIteration = asked.Iteration;
        _milestone = asked.Milestone;
    }

    /// <summary>The trial's number.</summary>
    public TrialId Trial => _asked.Trial;

    /// <summary>1 for a new trial; more for one that was paused, cloned, interrupted or failed.</summary>
    public Attempt Attempt => _asked.Attempt;

    /// <summary>What to train with.</summary>
    public Configuration Config => _asked.Config;

    /// <summary>The trial's own seed: the same in every attempt, different for every trial.</summary>
    public ulong Seed => _asked.Seed;

    /// <summary>The checkpoint to go on from; null to begin from nothing.</summary>
    public RestoredCheckpoint? Restored { get; }

    /// <summary>The last reported iteration; before the first report that of <see cref="Restored"/>, or 0.</summary>
    public int Iteration { get; private set; }

    /// <summary>Reports the next iteration; ends when the report is on the disk.</summary>
    /// <returns>Continue: train on. Anything else: leave this trial and ask again.</returns>
    public Task<Decision> ReportAsync(params ReadOnlySpan<(string Name, double Value)> metrics) =>
        ReportAsync(MetricSet.Of(metrics));

    /// <summary>Reports; ends when the report is on the disk.</summary>
    /// <param name="metrics">What was measured.</param>
    /// <param name="checkpoint">The state at this iteration, written if one is due. A scheduler that pauses or copies
    /// trials needs one with every report.</param>
    /// <param name="iteration">Units of training done: above the last one. Default: one more.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Continue: train on. Pause or CloneFrom: leave it, <see cref="TuneLoop.AskAsync"/> gives it again. Stop:
    /// it is over.</returns>
    /// <exception cref="InvalidOperationException">The trial is not under way any more, or the iteration does not rise.
    /// </exception>
    /// <exception cref="StorageException">The store failed; dispose of the loop and open it again.</exception>
    public async Task<Decision> ReportAsync(
        MetricSet metrics, Checkpoint? checkpoint = null, int? iteration = null,
        CancellationToken cancellation = default)
    {
        var reached = iteration ?? checked(Iteration + 1);
        var saved = checkpoint is not null && IsDue(reached)
            ? await SaveAsync(checkpoint, reached, cancellation)
            : null;
        var (decision, milestone) = await _loop.TakeAsync(
            loop => (loop.Report(Trial, reached, metrics, saved), loop.MilestoneOf(Trial)), cancellation);
        (Iteration, _milestone) = (reached, milestone);
        if (decision is not Decision.Continue)
        {
            await _loop.ReleaseAsync(Trial);
        }

        return decision;
    }

    /// <summary>Says that the trial has come to its end by itself. Not needed after a decision to leave it.</summary>
    public Task CompleteAsync(CancellationToken cancellation = default) =>
        EndAsync(loop => loop.Complete(Trial), cancellation);

    /// <summary>One report and the end in one, for trials that give a single result.</summary>
    public Task TellAsync(params ReadOnlySpan<(string Name, double Value)> metrics)
    {
        var set = MetricSet.Of(metrics);
        return EndAsync(
            loop =>
            {
                if (loop.Report(Trial, Iteration + 1, set) is Decision.Continue)
                {
                    loop.Complete(Trial);
                }
            },
            CancellationToken.None);
    }

    /// <summary>Says that the trial broke. It is asked for again if the experiment's failure policy allows.</summary>
    public Task FailAsync(string why, CancellationToken cancellation = default) =>
        EndAsync(loop => loop.Fail(Trial, why), cancellation);

    private async Task EndAsync(Action<AskTellLoop> step, CancellationToken cancellation)
    {
        await _loop.TakeAsync(step, cancellation);
        await _loop.ReleaseAsync(Trial);
    }

    private bool IsDue(int iteration) => _loop.Policy.IsDue(
        iteration, _milestone, _savedIteration, TimeProvider.System.GetElapsedTime(_saved));

    private async Task<CheckpointRef> SaveAsync(Checkpoint checkpoint, int iteration, CancellationToken cancellation)
    {
        var folder = Path.Combine(
            _loop.WorkFolder, Trial.ToString(), iteration.ToString(CultureInfo.InvariantCulture));
        FolderTree.Delete(folder);
        Directory.CreateDirectory(folder);
        await checkpoint.WriteAsync(folder);
        (_saved, _savedIteration) = (TimeProvider.System.GetTimestamp(), iteration);
        return await _loop.Checkpoints.PutAsync(folder, iteration, cancellation);
    }
}
