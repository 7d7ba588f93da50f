using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>The artifacts of an experiment's trials. Safe for many threads.</summary>
public interface IArtifactStore : IArtifactReader
{
    /// <summary>Stores a file, as a whole or not at all: when this ends it is durable, and before nobody sees anything
    /// of it. One of the same path gives way. Paths and limits are those of <see cref="ArtifactLimits"/>.</summary>
    /// <param name="trial">Of which trial.</param>
    /// <param name="path">What it is called.</param>
    /// <param name="content">What is in it; each piece is good until the next is asked for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StorageException">It was not stored. With <see cref="StorageFault.Refused"/> it never will be:
    /// the path is not allowed, there is no room within the limits, or there is no such experiment.</exception>
    ValueTask<TrialArtifact> PutAsync(
        TrialId trial, string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content,
        CancellationToken cancellation = default);
}
