using Tune.Engine.Ports;
using Tune.Engine.Runs;

namespace Tune.Engine.Stores;

/// <summary>Free-standing runs and models of a store. Safe for many threads. Whatever it answers is durable.</summary>
public interface IRunBook
{
    /// <summary>Asks something. The question is asked while nobody else uses the ledger: it should take what it needs
    /// and go.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    ValueTask<T> ReadAsync<T>(Func<RunLedger, T> question, CancellationToken cancellation = default);

    /// <summary>Changes something: the rule sees what there is and answers with facts, which are stored as one, all or
    /// none, before the answer is given.</summary>
    /// <param name="rule">One of <see cref="RunRules"/> and its like; what it throws is thrown on.</param>
    /// <param name="answer">Asked of the ledger once it has taken in the facts.</param>
    /// <param name="cancellation">Gives up waiting; what was begun may still happen.</param>
    /// <exception cref="StorageException">It could not be stored; nothing has changed.</exception>
    ValueTask<T> ChangeAsync<T>(
        Func<RunLedger, IReadOnlyList<RunFact>> rule, Func<RunLedger, T> answer,
        CancellationToken cancellation = default);

    /// <summary>Stores a file under a path, as a whole or not at all.</summary>
    /// <param name="path">Where; a file that is there gives way.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="at">When, milliseconds since 1970.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunException">The path is not allowed, or there are more bytes.</exception>
    /// <exception cref="StorageException">It could not be stored.</exception>
    ValueTask<RunArtifact> PutAsync(
        string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content, long most, long at,
        CancellationToken cancellation = default);

    /// <summary>The bytes of a stored file; each piece is good until the next is asked for.</summary>
    /// <exception cref="StorageException">While reading: they are gone, or not as they were stored.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> OpenAsync(RunArtifact artifact, CancellationToken cancellation = default);

    /// <summary>Takes a file away, or a folder with all that is in it.</summary>
    /// <exception cref="RunException">There is none.</exception>
    ValueTask RemoveAsync(string path, CancellationToken cancellation = default);
}
