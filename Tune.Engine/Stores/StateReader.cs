using System.Reflection;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>
/// Reads an experiment's state: from its snapshot and the events that came after, if that can be done, else from its
/// first event. The outcome is the same.
/// </summary>
public sealed class StateReader
{
    private readonly Task<(long Position, ExperimentState State)?> _snapshot;
    private readonly Func<ExperimentSpec, ExperimentSpec> _bind;

    private StateReader(
        Task<(long Position, ExperimentState State)?> snapshot, Func<ExperimentSpec, ExperimentSpec> bind) =>
        (_snapshot, _bind) = (snapshot, bind);

    /// <summary>Begins with the snapshot, which can be read while the journal is being opened.</summary>
    /// <param name="store">Where the experiment is.</param>
    /// <param name="experiment">Which one; it need not exist.</param>
    /// <param name="specs">Reads its definition.</param>
    /// <param name="bind">Gives a definition the code back that cannot be stored.</param>
    /// <param name="builds">Says which build of an assembly this is and of all that it needs, as
    /// <see cref="SnapshotKeeper"/> was told. Without, a snapshot of who was told is left aside, and all is
    /// folded.</param>
    public static StateReader Begin(
        ITuneReader store, string experiment, SpecJson specs, Func<ExperimentSpec, ExperimentSpec> bind,
        Func<Assembly, string>? builds = null) =>
        new(RestoreAsync(store, experiment, specs, bind, builds), bind);

    /// <summary>Reads the rest.</summary>
    /// <param name="journal">The journal, open: what it says is durable counts.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StorageException">The journal cannot be read.</exception>
    public async ValueTask<StateReading> FinishAsync(IJournal journal, CancellationToken cancellation = default)
    {
        if (await _snapshot.WaitAsync(cancellation).ConfigureAwait(false) is { } found
            && found.Position <= journal.Count)
        {
            try
            {
                return await FoldAsync(found.State, found.Position, journal, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not (StorageException or OperationCanceledException))
            {
                // What cannot follow the snapshot may well follow the events before it.
            }
        }

        return await FoldAsync(new ExperimentState(), 0, journal, cancellation).ConfigureAwait(false);
    }

    private static async Task<(long Position, ExperimentState State)?> RestoreAsync(
        ITuneReader store, string experiment, SpecJson specs, Func<ExperimentSpec, ExperimentSpec> bind,
        Func<Assembly, string>? builds)
    {
        try
        {
            return await store.SnapshotAsync(experiment).ConfigureAwait(false) is { } snapshot
                && ExperimentMachine.Restore(snapshot.Bytes, specs, bind, builds) is { } state
                    ? (snapshot.Position, state)
                    : null;
        }
        catch (Exception)
        {
            // What is wrong with more than the snapshot comes up again when the journal is opened.
            return null;
        }
    }

    private async ValueTask<StateReading> FoldAsync(
        ExperimentState state, long from, IJournal journal, CancellationToken cancellation)
    {
        var position = from;
        await foreach (var fact in journal.ReadAsync(from, cancellation).ConfigureAwait(false))
        {
            state = ExperimentMachine.Apply(state, fact.Bind(_bind));
            position++;

            // What the algorithms had been told by then is in the journal; a state that was told something else did
            // not come from these events.
            if (from > 0 && fact is ExperimentEvent.Decided decided && decided.InputsHash != state.InputsHash)
            {
                throw new InvalidDataException("the snapshot is not of this history");
            }
        }

        return new StateReading(state, position, from);
    }
}
