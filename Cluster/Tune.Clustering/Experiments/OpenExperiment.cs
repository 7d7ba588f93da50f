using Tune.Clustering.Timing;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Clustering.Experiments;

/// <summary>An experiment whose journal is open: its state and its clock.</summary>
internal sealed class OpenExperiment(
    IJournal journal, ExperimentState state, long read, IReadOnlyList<string> found, TimeProvider clock)
{
    private ExperimentClock _clock = new(clock);

    public IJournal Journal => journal;

    public ExperimentState State => state;

    /// <summary>The digests of the checkpoints that were there when the journal was opened. What comes later may be on
    /// its way into the journal.</summary>
    public IReadOnlyList<string> FoundCheckpoints => found;

    /// <summary>Whether this owner's own session is open. A journal may show one that a dead owner left open.</summary>
    public bool HasSession => _clock.IsRunning;

    /// <summary>How many events it was read from, and so how many the journal must have for the next append.</summary>
    public long Read => read;

    /// <summary>Under which this owner speaks and appends.</summary>
    public OwnerEpoch Epoch => journal.Epoch;

    /// <summary>
    /// Reads a journal from its beginning. The code that cannot be stored is put back into the specs.
    /// </summary>
    /// <returns>The experiment; null if there is none and none is to be made.</returns>
    public static async Task<OpenExperiment?> OpenAsync(
        ITuneStore store, string experiment, bool mayMake, Func<ExperimentSpec, ExperimentSpec> bind,
        TimeProvider clock)
    {
        if (!mayMake && !await store.ExistsAsync(experiment))
        {
            return null;
        }

        var journal = await store.OpenJournalAsync(experiment);
        try
        {
            var found = await store.Checkpoints(experiment).DigestsAsync();

            // What was read and not what is there: somebody else may be appending.
            var read = 0L;
            var state = await ExperimentMachine.ReplayAsync(journal.ReadAsync().Select(fact =>
            {
                read++;
                return fact.Bind(bind);
            }));
            return new OpenExperiment(journal, state, read, found, clock);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>The instant for the next commands. Active time stands still while no session is open.</summary>
    public Moment Now() => _clock.Now(state.Last);

    /// <summary>A session begins: active time runs from here.</summary>
    public void StartSession() => _clock.Start(state.Last);

    /// <summary>The session is closed: active time stands still.</summary>
    public void EndSession() => _clock.Stop();

    /// <summary>Goes on with the session that the same owner had before it opened the journal again.</summary>
    public void GoOnFrom(OpenExperiment before) => _clock = before._clock;
}
