using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Storage.Journal;

/// <summary>The journals that a store has open. Each is there once, however often it was opened.</summary>
/// <param name="files">Where the journal of an experiment is.</param>
/// <param name="nextOwner">Gives the next owner its number.</param>
/// <param name="writer">Writes the appends.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="notice">Told what was mended.</param>
internal sealed class JournalShelf(
    Func<string, JournalFiles> files, Func<OwnerEpoch> nextOwner, JournalWriter writer, TimeProvider clock,
    Action<string> notice) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private long _refused;

    /// <summary>Told the name of a journal that has become longer.</summary>
    public Action<string> Advanced { get; set; } = _ => { };

    /// <summary>Makes an appender wait when whoever follows the journal is far behind.</summary>
    public Func<string, long, ValueTask> Room { get; set; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Takes the files of an experiment away and forgets it, while nobody opens it; says where they are now.
    /// </summary>
    public Func<string, OwnerEpoch, Task<string>> Remove { get; init; } = (name, _) => Task.FromResult(name);

    /// <summary>Deletes what was taken away.</summary>
    public Func<string, Task> Finish { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many appends of earlier owners were refused, by all journals together.</summary>
    public long Refused
    {
        get
        {
            lock (_open)
            {
                return _refused + _open.Values.Sum(entry => entry.Journal!.Refused);
            }
        }
    }

    /// <summary>Opens a journal. One that has failed is recovered first.</summary>
    public async ValueTask<IJournal> OpenAsync(string name, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            Entry entry;
            lock (_open)
            {
                entry = _open.GetValueOrDefault(name);
            }

            if (entry.Journal is null || entry.Journal.HasFailed)
            {
                var recovered = await RecoverNeedsLockAsync(name, entry.Journal);
                lock (_open)
                {
                    _refused += entry.Journal?.Refused ?? 0;
                    _open[name] = entry = new Entry(recovered, 0);
                }
            }

            var epoch = await Task.Run(nextOwner);
            entry.Journal!.SetOwner(epoch);
            await entry.Journal.SettleAsync();
            lock (_open)
            {
                _open[name] = entry with { Users = entry.Users + 1 };
            }

            return new OpenJournal(entry.Journal, epoch, ReleaseAsync, Room, PurgeAsync);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Follows a journal, open or not, as far as it is durable.</summary>
    public IEventTail Follow(string name) => new Tail(files(name).Cursor(), () => CountOf(name));

    /// <summary>The same from the frame on that has the event at a position in it.</summary>
    public IEventTail FollowFrom(string name, long from)
    {
        var cursor = files(name).CursorAt(Math.Min(from, CountOf(name)));
        return new Tail(cursor, () => CountOf(name));
    }

    /// <summary>Closes everything, after what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        List<Entry> all;
        lock (_open)
        {
            all = [.. _open.Values];
            _open.Clear();
        }

        foreach (var entry in all)
        {
            await entry.Journal!.SettleAsync();
            entry.Journal.Close();
        }

        _gate.Dispose();
    }

    private async Task<FileJournal> RecoverNeedsLockAsync(string name, FileJournal? failed)
    {
        DurableEnd? known = null;
        if (failed is not null)
        {
            await failed.SettleAsync();
            known = failed.End;
            failed.Close();
        }

        var mine = files(name);
        var tail = await Task.Run(() => JournalRecovery.Open(mine, known, notice));
        return new FileJournal(mine, writer, tail, clock, name => Advanced(name));
    }

    private async ValueTask ReleaseAsync(FileJournal journal)
    {
        await journal.SettleAsync();
        await _gate.WaitAsync();
        try
        {
            lock (_open)
            {
                if (!_open.TryGetValue(journal.Experiment, out var entry) || entry.Journal != journal)
                {
                    return;
                }

                // One that has failed stays: only it knows up to where its files are good.
                if (entry.Users > 1 || journal.HasFailed)
                {
                    _open[journal.Experiment] = entry with { Users = entry.Users - 1 };
                    return;
                }

                _open.Remove(journal.Experiment);
                _refused += journal.Refused;
            }

            await journal.SettleAsync();
            journal.Close();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc cref="IJournal.PurgeAsync" />
    private async Task PurgeAsync(FileJournal journal, OwnerEpoch epoch, long expected)
    {
        string taken;
        await _gate.WaitAsync();
        try
        {
            journal.Retire(epoch, expected);
            await journal.SettleAsync();
            lock (_open)
            {
                _open.Remove(journal.Experiment);
                _refused += journal.Refused;
            }

            journal.Close();
            taken = await Remove(journal.Experiment, epoch);
        }
        finally
        {
            _gate.Release();
        }

        await Finish(taken);
    }

    /// <summary>Notes how many events of a journal are durable, if it is open.</summary>
    public void Note(string name)
    {
        FileJournal? journal;
        lock (_open)
        {
            journal = _open.GetValueOrDefault(name).Journal;
        }

        journal?.Note();
    }

    /// <summary>How many events of a journal are durable; the largest number if it is not open.</summary>
    public long CountOf(string name)
    {
        lock (_open)
        {
            return _open.TryGetValue(name, out var entry) ? entry.Journal!.Count : long.MaxValue;
        }
    }

    private readonly record struct Entry(FileJournal? Journal, int Users);

    // A journal that is not open is read to its last good frame: nobody is adding to it.
    private sealed class Tail(JournalCursor cursor, Func<long> count) : IEventTail
    {
        public long Position => cursor.Position;

        public bool Next(List<ExperimentEvent> into) => cursor.Next(count(), into);

        public void Dispose() => cursor.Dispose();
    }
}
