using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>Where experiments are kept, for those who only look: nothing is changed, also while an owner writes. Safe
/// for many threads.</summary>
public interface ITuneReader : IExperimentFeed, IAsyncDisposable
{
    /// <summary>What to show people: a folder, or a server's name without secrets.</summary>
    string Location { get; }

    /// <summary>What can be asked about experiments.</summary>
    ITracking Tracking { get; }

    /// <summary>Free-standing runs and models; null if this kind of store keeps none. Where the store is only looked
    /// at, each change is refused.</summary>
    IRunBook? Runs => null;

    /// <summary>The names of all experiments that have an event, ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default);

    /// <summary>Whether there is an experiment of that name with an event, without listing the others.</summary>
    ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>The events of an experiment from a position on, as far as they were durable when the reading began;
    /// none for an unknown name.</summary>
    /// <exception cref="StorageException">While reading: the journal is damaged. What came before is good.</exception>
    IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default);

    /// <summary>The snapshot of an experiment that was kept last, if it is whole and certain to belong to the journal
    /// as it is now; else null. Never an error: what is wrong with it costs the way from the journal's
    /// beginning.</summary>
    ValueTask<StateSnapshot?> SnapshotAsync(string experiment, CancellationToken cancellation = default) =>
        new((StateSnapshot?)null);

    /// <summary>Reads an experiment's journal from end to end and says how it is.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>Who has the store open for writing, in words; null if nobody said so.</summary>
    ValueTask<string?> HolderAsync(CancellationToken cancellation = default);

    /// <summary>The checkpoints of an experiment, to be opened. Its owner may delete one at any time.</summary>
    ICheckpointReader Checkpoints(string experiment);

    /// <summary>The artifacts of an experiment's trials; null if this kind of store keeps none.</summary>
    IArtifactReader? Artifacts(string experiment) => null;
}
