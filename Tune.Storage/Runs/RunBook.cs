using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Engine.Stores;

namespace Tune.Storage.Runs;

/// <summary>
/// Runs in memory, with what was changed on the disk if there is a log. A question that is asked while changes are on
/// their way to the disk is answered when they are there. Nothing is opened before it is used.
/// </summary>
/// <param name="open">Opens the log and reads it, also after another that broke; null for runs that live in memory
/// alone.</param>
/// <param name="blobs">The bytes of stored files.</param>
internal sealed class RunBook(Func<RunLog?, (RunLog Log, RunLedger Ledger)>? open, RunBlobs blobs)
    : IRunBook, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _arriving = new(StringComparer.Ordinal);
    private RunLedger? _ledger;
    private RunLog? _log;
    private RunLog? _dropped;
    private Task _last = Task.CompletedTask;
    private bool _isClosed;

    public async ValueTask<T> ReadAsync<T>(Func<RunLedger, T> question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        T answer;
        Task durable;
        lock (_gate)
        {
            answer = question(LedgerNeedsLock());
            durable = _last;
        }

        await durable.WaitAsync(cancellation);
        return answer;
    }

    public async ValueTask<T> ChangeAsync<T>(
        Func<RunLedger, IReadOnlyList<RunFact>> rule, Func<RunLedger, T> answer,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(answer);
        T told;
        Task durable;
        lock (_gate)
        {
            var ledger = LedgerNeedsLock();
            TakeNeedsLock(ledger, rule(ledger));
            told = answer(ledger);
            durable = _last;
        }

        await durable.WaitAsync(cancellation);
        return told;
    }

    public async ValueTask<RunArtifact> PutAsync(
        string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content, long most, long at,
        CancellationToken cancellation = default)
    {
        await ReadAsync(
            ledger =>
            {
                ArtifactRules.RequirePlace(ledger, path);
                return true;
            },
            cancellation);
        string? digest = null;
        string? replaced = null;
        try
        {
            var length = await blobs.PutAsync(content, most, Arrive, cancellation);
            var file = new RunArtifact(path, digest!, length, at);
            await ChangeAsync(
                ledger =>
                {
                    replaced = ledger.Artifact(path)?.Digest;
                    return ArtifactRules.Put(ledger, file);
                },
                static _ => true, cancellation);
            return file;
        }
        finally
        {
            Leave(digest);
            Forget(replaced);
        }

        void Arrive(string name)
        {
            lock (_gate)
            {
                digest = name;
                _arriving[name] = _arriving.GetValueOrDefault(name) + 1;
            }
        }
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> OpenAsync(
        RunArtifact artifact, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return blobs.ReadAsync(artifact, cancellation);
    }

    public async ValueTask RemoveAsync(string path, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> digests = [];
        await ChangeAsync(
            ledger =>
            {
                var facts = ArtifactRules.Remove(ledger, path);
                digests = ledger.DigestsBelow(path);
                return facts;
            },
            _ => true, cancellation);
        foreach (var digest in digests)
        {
            Forget(digest);
        }
    }

    public void Dispose()
    {
        RunLog? log;
        lock (_gate)
        {
            _isClosed = true;
            log = _log;
            (_log, _ledger) = (null, null);
        }

        log?.Dispose();
    }

    private RunLedger LedgerNeedsLock()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_log is { Broken: not null })
        {
            DropNeedsLock();
        }

        if (_ledger is not null)
        {
            return _ledger;
        }

        if (open is null)
        {
            return _ledger = new RunLedger();
        }

        (_log, _ledger) = open(_dropped);
        _dropped = null;
        return _ledger;
    }

    private void TakeNeedsLock(RunLedger ledger, IReadOnlyList<RunFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        try
        {
            foreach (var fact in facts)
            {
                ledger.Apply(fact);
            }

            if (_log is not null)
            {
                _last = _log.Add(facts);
            }
        }
        catch when (_log is not null)
        {
            // What is in memory may be ahead of the disk now: it is read again.
            DropNeedsLock();
            throw;
        }
    }

    private void DropNeedsLock()
    {
        _log?.Dispose();
        _dropped = _log ?? _dropped;
        (_log, _ledger, _last) = (null, null, Task.CompletedTask);
    }

    private void Leave(string? digest)
    {
        if (digest is null)
        {
            return;
        }

        lock (_gate)
        {
            _arriving[digest]--;
            if (_arriving[digest] == 0)
            {
                _arriving.Remove(digest);
            }
        }

        Forget(digest);
    }

    // Bytes go when no path leads to them and none is about to.
    private void Forget(string? digest)
    {
        lock (_gate)
        {
            if (digest is not null && _ledger is { } ledger && ledger.UsesOf(digest) == 0
                && !_arriving.ContainsKey(digest))
            {
                blobs.Delete(digest);
            }
        }
    }
}
