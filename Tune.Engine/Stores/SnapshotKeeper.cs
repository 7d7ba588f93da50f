using System.Reflection;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>
/// Keeps snapshots of an experiment while its owner works: every so many events, and when the owner leaves. Writing
/// down a state takes the owner's time, so the larger it is the rarer that is. Not thread-safe.
/// </summary>
/// <param name="journal">The journal of the experiment.</param>
/// <param name="specs">Writes its definition.</param>
/// <param name="kept">How many events the snapshot stands for that is there; 0 if there is none.</param>
/// <param name="builds">Says which build of an assembly this is and of all that it needs, in a text: what is kept is
/// read by the same code only. By default of the assembly alone.</param>
public sealed class SnapshotKeeper(
    IJournal journal, SpecJson specs, long kept, Func<Assembly, string>? builds = null)
{
    /// <summary>So many events after a snapshot the next one is due.</summary>
    public const int Every = 100_000;

    /// <summary>Fewer events than this are folded as fast as a snapshot is read.</summary>
    public const int Least = 1_000;

    // To write down so many bytes takes a hundredth of the time that an event takes, from its sender to the disk.
    private const int BytesPerEvent = 20;

    // A store that never takes one is asked ever more rarely, not never: a full disk gets room again.
    private const int DoublingsMax = 20;

    private long _kept = kept;
    private long _due = kept + Every;
    private int _refusals;
    private bool _cannot;
    private Task _keeping = Task.CompletedTask;

    /// <summary>To be called whenever events have become durable and the state is what the journal makes it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="position">How many events the journal has.</param>
    public void Passed(ExperimentState state, long position)
    {
        if (position >= _due && !_cannot && _keeping.IsCompleted)
        {
            _keeping = Keep(state, position);
        }
    }

    /// <summary>The owner leaves: a snapshot is kept, if it is worth it, and the journal let go of. The state is not
    /// used by anybody else any more.</summary>
    /// <param name="state">The state.</param>
    /// <param name="position">How many events the journal has.</param>
    public async ValueTask CloseAsync(ExperimentState state, long position)
    {
        try
        {
            await _keeping.ConfigureAwait(false);
            if (position - _kept >= Least && !_cannot)
            {
                await Keep(state, position).ConfigureAwait(false);
            }
        }
        finally
        {
            await journal.DisposeAsync().ConfigureAwait(false);
        }
    }

    // The state is written down before this returns; the rest is the store's work.
    private Task Keep(ExperimentState state, long position)
    {
        if (ExperimentMachine.Snapshot(state, specs, builds) is not { } bytes)
        {
            _cannot = true;
            return Task.CompletedTask;
        }

        return StoreAsync(new StateSnapshot(position, bytes));
    }

    private async Task StoreAsync(StateSnapshot snapshot)
    {
        var isKept = false;
        try
        {
            isKept = await journal.KeepAsync(snapshot).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a store throws: whoever opens the journal next goes by the snapshot that was there.
        }

        _refusals = isKept ? 0 : Math.Min(_refusals + 1, DoublingsMax);
        _kept = isKept ? snapshot.Position : _kept;
        _due = snapshot.Position
            + ((long)Math.Max(Every, snapshot.Bytes.Length / BytesPerEvent) << _refusals);
    }
}
