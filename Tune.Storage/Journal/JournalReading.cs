using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Storage.Journal;

/// <summary>
/// One reading of a journal. A block of events is decoded on the thread pool while the one before it is looked at, so
/// that a long journal keeps two cores busy and nobody's thread waits for the disk.
/// </summary>
internal sealed class JournalReading(JournalFiles files, long from, long until)
{
    private const int BlockEvents = 4096;
    private ReadMark? _mark;

    /// <summary>The events in order.</summary>
    /// <exception cref="StorageException">Here the journal is damaged.</exception>
    public async IAsyncEnumerable<ExperimentEvent> RunAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var cursor = files.Cursor();
        var reading = Task.Run(() => First(cursor), CancellationToken.None);
        try
        {
            while (true)
            {
                var block = await reading.ConfigureAwait(false);
                if (!block.IsLast)
                {
                    reading = Task.Run(() => Next(cursor), CancellationToken.None);
                }

                for (var i = block.Skip; i < block.Events.Count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return block.Events[i];
                }

                if (block.IsLast)
                {
                    block.Damage?.Throw();
                    yield break;
                }
            }
        }
        finally
        {
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Block First(JournalCursor cursor)
    {
        try
        {
            // Noted before it is read, so that it cannot be ahead of what there is to read.
            _mark = until == long.MaxValue ? files.Mark : null;
            cursor.Seek(Math.Min(from, until));
        }
        catch (StorageException e)
        {
            return new Block([], 0, IsLast: true, ExceptionDispatchInfo.Capture(e));
        }

        var skip = (int)Math.Min(int.MaxValue, Math.Max(0, from - cursor.Position));
        return Next(cursor) with { Skip = skip };
    }

    private Block Next(JournalCursor cursor)
    {
        var events = new List<ExperimentEvent>(BlockEvents);
        var whole = 0;
        try
        {
            for (; events.Count < BlockEvents; whole = events.Count)
            {
                if (!cursor.Next(until, events))
                {
                    if (until == long.MaxValue)
                    {
                        files.RequireAll(cursor.Position, _mark);
                    }

                    return new Block(events, 0, IsLast: true, Damage: null);
                }
            }
        }
        catch (StorageException e)
        {
            events.RemoveRange(whole, events.Count - whole);
            return new Block(events, 0, IsLast: true, ExceptionDispatchInfo.Capture(e));
        }

        return new Block(events, 0, IsLast: false, Damage: null);
    }

    private sealed record Block(
        List<ExperimentEvent> Events, int Skip, bool IsLast, ExceptionDispatchInfo? Damage);
}
