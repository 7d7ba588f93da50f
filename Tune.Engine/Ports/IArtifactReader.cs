using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>The artifacts of an experiment's trials, for those who only look. Safe for many threads.</summary>
public interface IArtifactReader
{
    /// <summary>What a trial has left, ordinal order of paths; none of a trial that there is not.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    ValueTask<IReadOnlyList<TrialArtifact>> ListAsync(TrialId trial, CancellationToken cancellation = default);

    /// <summary>What is in one; each piece is good until the next is asked for.</summary>
    /// <exception cref="StorageException">While reading: it is gone, or not as it was stored.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        TrialId trial, TrialArtifact artifact, CancellationToken cancellation = default);
}
