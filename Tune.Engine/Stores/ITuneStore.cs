using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>Where experiments are kept, for their owner. Safe for many threads of that owner.</summary>
public interface ITuneStore : ITuneReader
{
    /// <summary>How many appends were refused since the store was opened, because their owner had been succeeded by
    /// another.</summary>
    long RefusedAppends { get; }

    /// <summary>
    /// Opens an experiment's journal for writing, making an empty one for a new name, and becomes its owner under a
    /// number that is larger than any it gave before, for good: whoever opened it earlier adds nothing any more.
    /// </summary>
    /// <exception cref="StorageException">
    /// The journal is damaged beyond its tail, from a newer version, or locked.
    /// </exception>
    ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>The checkpoints of an experiment.</summary>
    new ICheckpointStore Checkpoints(string experiment);

    /// <inheritdoc />
    ICheckpointReader ITuneReader.Checkpoints(string experiment) => Checkpoints(experiment);

    /// <summary>The artifacts of an experiment's trials; null if this kind of store keeps none.</summary>
    new IArtifactStore? Artifacts(string experiment) => null;

    /// <inheritdoc />
    IArtifactReader? ITuneReader.Artifacts(string experiment) => Artifacts(experiment);
}
