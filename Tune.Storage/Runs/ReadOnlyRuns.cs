using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Engine.Stores;
using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>The runs of a store that another process may be writing: read as far as they are whole at each question.
/// </summary>
internal sealed class ReadOnlyRuns(string folder, RunBlobs blobs) : IRunBook, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private RunReplay? _read;

    public async ValueTask<T> ReadAsync<T>(Func<RunLedger, T> question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        await _gate.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => question(Look()), cancellation);
        }
        finally
        {
            _gate.Release();
        }
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

    public void Dispose() => _gate.Dispose();

    private static StorageException NotOurs() => new(
        StorageFault.NotOwner, "The store is open for reading only; runs are logged to the program that owns it.");

    // One at a time.
    private RunLedger Look()
    {
        var isWhole = false;
        try
        {
            if (_read?.IsInPlace() == true)
            {
                _read.Advance();
                isWhole = true;
                return _read.Ledger;
            }

            var known = RunMark.Load(folder);
            _read = new RunReplay(folder);
            _read.Advance();
            RunMark.RequireAll(_read, known);
            isWhole = true;
            return _read.Ledger;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "The runs of the store cannot be read:", e);
        }
        finally
        {
            // Half a change may be in it.
            _read = isWhole ? _read : null;
        }
    }
}
