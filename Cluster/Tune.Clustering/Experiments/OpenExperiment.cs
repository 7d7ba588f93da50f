using Tune.Clustering.Children;
using Tune.Clustering.Timing;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Clustering.Experiments;

/// <summary>An experiment whose journal is open: its state and its clock.</summary>
internal sealed class OpenExperiment(
    IJournal journal, StateReading reading, SpecJson specs, IReadOnlyList<string> found, TimeProvider clock)
{
    private readonly SnapshotKeeper _snapshots = new(journal, specs, reading.FromSnapshot, BuildDigest.Of);
    private ExperimentClock _clock = new(clock);

    public IJournal Journal => journal;

    public ExperimentState State => reading.State;

    /// <summary>The digests of the checkpoints that were there when the journal was opened. What comes later may be on
    /// its way into the journal.</summary>
    public IReadOnlyList<string> FoundCheckpoints => found;

    /// <summary>Whether this owner's own session is open. A journal may show one that a dead owner left open.</summary>
    public bool HasSession => _clock.IsRunning;

    /// <summary>How many events it was read from, and so how many the journal must have for the next append.</summary>
    public long Read => reading.Position;

    /// <summary>Under which this owner speaks and appends.</summary>
    public OwnerEpoch Epoch => journal.Epoch;

    /// <summary>
    /// Reads a journal, from a snapshot or its beginning. The code that cannot be stored is put back into the specs.
    /// </summary>
    /// <returns>The experiment; null if there is none and none is to be made.</returns>
    public static async Task<OpenExperiment?> OpenAsync(
        ITuneStore store, string experiment, bool mayMake, SpecJson specs, Func<ExperimentSpec, ExperimentSpec> bind,
        TimeProvider clock)
    {
        if (!mayMake && !await store.ExistsAsync(experiment))
        {
            return null;
        }

        var reader = StateReader.Begin(store, experiment, specs, bind, BuildDigest.Of);
        var journal = await store.OpenJournalAsync(experiment);
        try
        {
            var found = await store.Checkpoints(experiment).DigestsAsync();

            // What was read and not what is there: somebody else may be appending.
            return new OpenExperiment(journal, await reader.FinishAsync(journal), specs, found, clock);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>The instant for the next commands. Active time stands still while no session is open.</summary>
    public Moment Now() => _clock.Now(State.Last);

    /// <summary>A session begins: active time runs from here.</summary>
    public void StartSession() => _clock.Start(State.Last);

    /// <summary>The session is closed: active time stands still.</summary>
    public void EndSession() => _clock.Stop();

    /// <summary>Goes on with the session that the same owner had before it opened the journal again.</summary>
    public void GoOnFrom(OpenExperiment before) => _clock = before._clock;

    /// <summary>Events have become durable, and the state is what they make it.</summary>
    /// <param name="durable">How many the journal has.</param>
    public void Passed(long durable) => _snapshots.Passed(State, durable);

    /// <summary>Lets go of the journal in good order, once nothing is under way. The next opening is quick.</summary>
    /// <param name="durable">How many events the journal has.</param>
    public async Task CloseAsync(long durable) => await Task.Run(
        async () => await _snapshots.CloseAsync(State, durable));
}
