using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Engine.Stores;
using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>The runs of a store that another process may be writing: read as far as they are whole at each question.
/// </summary>
internal sealed class ReadOnlyRuns(string folder, RunBlobs blobs) : IRunBook
{
    private readonly Lock _gate = new();
    private RunReplay _read = new(folder);

    public ValueTask<T> ReadAsync<T>(Func<RunLedger, T> question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new(Task.Run(
            () =>
            {
                lock (_gate)
                {
                    return question(LedgerNeedsLock());
                }
            },
            cancellation));
    }

    public ValueTask<T> ChangeAsync<T>(
        Func<RunLedger, IReadOnlyList<RunFact>> rule, Func<RunLedger, T> answer,
        CancellationToken cancellation = default) => throw NotOurs();

    public ValueTask<RunArtifact> PutAsync(
        string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content, long most, long at,
        CancellationToken cancellation = default) => throw NotOurs();

    public IAsyncEnumerable<ReadOnlyMemory<byte>> OpenAsync(
        RunArtifact artifact, CancellationToken cancellation = default) => blobs.ReadAsync(artifact, cancellation);

    public ValueTask RemoveAsync(string path, CancellationToken cancellation = default) => throw NotOurs();

    private static StorageException NotOurs() => new(
        StorageFault.NotOwner, "The store is open for reading only; runs are logged to the program that owns it.");

    private RunLedger LedgerNeedsLock()
    {
        try
        {
            _read.Advance();
            if (_read.Length < _read.Offset)
            {
                // Its owner has cut off what it never acknowledged.
                _read = new RunReplay(folder);
                _read.Advance();
            }

            return _read.Ledger;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "The runs of the store cannot be read:", e);
        }
    }
}
