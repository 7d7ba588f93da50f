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

    // Digests whose paths were changed, each with the last change that did; gone when that is durable.
    private readonly Dictionary<string, Task> _unsure = new(StringComparer.Ordinal);
    private RunLedger? _ledger = open is null ? new RunLedger() : null;
    private RunLog? _log;
    private RunLog? _dropped;
    private Task? _opening;
    private Task _last = Task.CompletedTask;
    private bool _isTidy;
    private bool _isClosed;

    public async ValueTask<T> ReadAsync<T>(Func<RunLedger, T> question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return await UseAsync(rule: null, question, cancellation);
    }

    public async ValueTask<T> ChangeAsync<T>(
        Func<RunLedger, IReadOnlyList<RunFact>> rule, Func<RunLedger, T> answer,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(answer);
        return await UseAsync(rule, answer, cancellation);
    }

    public async ValueTask<RunArtifact> PutAsync(
        string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content, long most, long at,
        CancellationToken cancellation = default)
    {
        var room = await ReadAsync(ledger => ArtifactRules.RequireRoom(ledger, path), cancellation);
        string? digest = null;
        try
        {
            var length = await blobs.PutAsync(content, Math.Min(most, room), Arrive, cancellation);
            var file = new RunArtifact(path, digest!, length, at);
            await ChangeAsync(ledger => ArtifactRules.Put(ledger, file), static _ => true, cancellation);
            return file;
        }
        finally
        {
            Leave(digest);
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

    public async ValueTask RemoveAsync(string path, CancellationToken cancellation = default) =>
        await ChangeAsync(ledger => ArtifactRules.Remove(ledger, path), static _ => true, cancellation);

    public void Dispose()
    {
        RunLog? log;
        Task? opening;
        lock (_gate)
        {
            (_isClosed, log, opening) = (true, _log, _opening);
            (_log, _ledger) = (null, null);
        }

        if (opening is not null)
        {
            // Whether it went well is of no interest any more, but nothing may be open afterwards.
            Task.WaitAny(opening);
        }

        log?.Dispose();
    }

    // Waits until the log is open and, to change something, has room.
    private async ValueTask<T> UseAsync<T>(
        Func<RunLedger, IReadOnlyList<RunFact>>? rule, Func<RunLedger, T> answer, CancellationToken cancellation)
    {
        while (true)
        {
            Task? busy;
            Task durable;
            T told = default!;
            HashSet<string> digests = [];
            lock (_gate)
            {
                busy = BusyNeedsLock(rule is not null);
                if (busy is null)
                {
                    digests = rule is null ? [] : TakeNeedsLock(_ledger!, rule(_ledger!));
                    told = answer(_ledger!);
                }

                durable = busy ?? _last;
            }

            await (digests.Count == 0 ? durable : SettleAsync(digests, durable)).WaitAsync(cancellation);
            if (busy is null)
            {
                return told;
            }
        }
    }

    private Task? BusyNeedsLock(bool isChange)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_log is { Broken: not null })
        {
            DropNeedsLock();
        }

        if (_ledger is null)
        {
            return _opening ??= Task.Run(Open);
        }

        return isChange && _log is { IsFull: true } ? _last : null;
    }

    private void Open()
    {
        try
        {
            var (log, ledger) = open!(_dropped);
            if (!_isTidy)
            {
                // Nothing can arrive before the first opening has ended.
                blobs.Tidy(ledger);
                _isTidy = true;
            }

            lock (_gate)
            {
                if (!_isClosed)
                {
                    (_log, _ledger, _dropped) = (log, ledger, null);
                    return;
                }
            }

            log.Dispose();
        }
        finally
        {
            lock (_gate)
            {
                _opening = null;
            }
        }
    }

    // Answers with the digests of which it is now unsure whether a path leads to them.
    private HashSet<string> TakeNeedsLock(RunLedger ledger, IReadOnlyList<RunFact> facts)
    {
        if (facts.Count == 0)
        {
            return [];
        }

        // Before anything has changed: a change that is too large is refused and that is all.
        RunRoom.Require(ledger, facts);
        var frame = _log is null ? null : RunLog.FrameOf(facts);
        var digests = DigestsOf(ledger, facts);
        try
        {
            foreach (var fact in facts)
            {
                ledger.Apply(fact);
            }

            if (frame is not null)
            {
                _last = _log!.Add(frame);
            }
        }
        catch when (_log is not null)
        {
            // What is in memory may be ahead of the disk now: it is read again.
            DropNeedsLock();
            throw;
        }

        foreach (var digest in digests)
        {
            _unsure[digest] = _last;
        }

        return digests;
    }

    private void DropNeedsLock()
    {
        _log?.Dispose();
        _dropped = _log ?? _dropped;
        (_log, _ledger, _last) = (null, null, Task.CompletedTask);
        _unsure.Clear();
    }

    // All that some facts lead a path to or away from.
    private static HashSet<string> DigestsOf(RunLedger ledger, IReadOnlyList<RunFact> facts)
    {
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            if (fact is RunFact.ArtifactPut put)
            {
                digests.Add(put.Digest);
                digests.UnionWith(ledger.DigestsBelow(put.Path));
            }
            else if (fact is RunFact.ArtifactRemoved removed)
            {
                digests.UnionWith(ledger.DigestsBelow(removed.Path));
            }
        }

        return digests;
    }

    // Whoever asked for the change may have given up by now; the bytes go all the same.
    private async Task SettleAsync(HashSet<string> digests, Task durable)
    {
        await durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var digest in digests)
        {
            lock (_gate)
            {
                if (_unsure.TryGetValue(digest, out var last) && last == durable)
                {
                    _unsure.Remove(digest);
                }

                ForgetNeedsLock(digest);
            }
        }

        await durable;
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

            ForgetNeedsLock(digest);
        }
    }

    // Bytes go when no path leads to them, none is about to, and the disk knows that too: after an error it may be that
    // what memory has no use for is still what was acknowledged. What is left lying is found when a store is opened.
    private void ForgetNeedsLock(string digest)
    {
        if (_ledger is { } ledger && _log is not { Broken: not null } && ledger.UsesOf(digest) == 0
            && !_arriving.ContainsKey(digest) && !_unsure.ContainsKey(digest))
        {
            blobs.Delete(digest);
        }
    }
}
