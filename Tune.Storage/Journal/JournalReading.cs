using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Storage.Journal;

/// <summary>
/// One reading of a journal. Events are decoded on the thread pool, some blocks ahead of whoever looks at them, so that
/// a long journal keeps two cores busy and nobody's thread waits for the disk.
/// </summary>
internal sealed class JournalReading(JournalFiles files, long from, long until)
{
    // Few enough to be gone before the collector comes: what outlives it is copied, event by event.
    private const int BlockEvents = 512;
    private const int BlocksAhead = 4;

    private readonly Channel<Block> _blocks = Channel.CreateBounded<Block>(
        new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
    private KnownCounts _known;

    /// <summary>The events in order.</summary>
    /// <exception cref="StorageException">Here the journal is damaged.</exception>
    public async IAsyncEnumerable<ExperimentEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var decoding = Task.Run(() => DecodeAsync(enough.Token), CancellationToken.None);
        try
        {
            await foreach (var block in _blocks.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                for (var i = block.Skip; i < block.Events.Count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return block.Events[i];
                }

                block.Damage?.Throw();
            }

            await decoding.ConfigureAwait(false);
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
            await decoding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DecodeAsync(CancellationToken enough)
    {
        try
        {
            using var cursor = files.Cursor();
            var block = First(cursor);
            while (block.Events.Count > 0 || block.Damage is not null)
            {
                await _blocks.Writer.WriteAsync(block, enough).ConfigureAwait(false);
                if (block.IsLast)
                {
                    break;
                }

                block = Next(cursor);
            }
        }
        finally
        {
            _blocks.Writer.Complete();
        }
    }

    private Block First(JournalCursor cursor)
    {
        try
        {
            // Noted before it is read, so that it cannot be ahead of what there is to read.
            _known = until == long.MaxValue ? files.Counts : default;
            var start = Math.Min(from, until);
            cursor.Seek(start, files.Known.Before(start));
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
        var events = new List<ExperimentEvent>();
        var whole = 0;
        try
        {
            for (; events.Count < BlockEvents; whole = events.Count)
            {
                if (!cursor.Next(until, events))
                {
                    if (until == long.MaxValue)
                    {
                        files.RequireAll(cursor.Position, _known);
                    }

                    // Whoever reads on begins here.
                    files.Known.Note(CursorPlace.Of(cursor));
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
