using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Hosting.Results;

namespace Tune.Hosting;

/// <summary>Reads what was done by hand out of a journal, whoever owns it.</summary>
internal static class AuditReading
{
    /// <summary>The most entries of a page.</summary>
    public const int TakeMax = 1_000;

    // So many experiments are remembered of a store, each with 4 MiB at most.
    private const int KnownMax = 16;

    private static readonly ConditionalWeakTable<ITuneReader, ConcurrentDictionary<string, AuditTail>> s_known = [];

    /// <inheritdoc cref="TuneHost.AuditAsync" />
    public static async Task<AuditPage> ReadAsync(
        ITuneReader store, string experiment, int skip, int take, bool newestFirst, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, TakeMax);

        if (!await store.ExistsAsync(experiment, cancellation))
        {
            throw await UnknownExperimentException.InAsync(store, experiment, cancellation);
        }

        var known = s_known.GetValue(store, static _ => new(StringComparer.Ordinal));
        var tail = await CatchUpAsync(store, experiment, known.GetValueOrDefault(experiment), cancellation);
        while (known.Count >= KnownMax && !known.ContainsKey(experiment))
        {
            known.TryRemove(known.Keys.First(), out _);
        }

        known[experiment] = tail;
        return tail.Page(skip, take, newestFirst)
            ?? await ReadAllAsync(store, experiment, skip, take, newestFirst, cancellation);
    }

    // What has been read before is not read again, unless the journal is another one.
    private static async Task<AuditTail> CatchUpAsync(
        ITuneReader store, string experiment, AuditTail? known, CancellationToken cancellation)
    {
        var begun = await store.ReadJournalAsync(experiment, 0, cancellation)
            .Select(static fact => fact.At).FirstOrDefaultAsync(cancellation);
        var tail = known is not null && known.Begun == begun ? known : new AuditTail(begun);
        var position = tail.Next;
        await foreach (var fact in store.ReadJournalAsync(experiment, position, cancellation))
        {
            if (fact is ExperimentEvent.Acted acted)
            {
                tail = tail.With(acted, position);
            }

            position++;
        }

        return tail with { Next = position };
    }

    // So far back that it is not held.
    private static async Task<AuditPage> ReadAllAsync(
        ITuneReader store, string experiment, int skip, int take, bool newestFirst, CancellationToken cancellation)
    {
        // Newest first, the page is known only at the end: as many as may be of it are held, and no more.
        var (held, total, position) = (new Queue<AuditEntry>(), 0, 0L);
        var room = newestFirst ? (long)skip + take : take;
        await foreach (var fact in store.ReadJournalAsync(experiment, 0, cancellation))
        {
            if (fact is ExperimentEvent.Acted acted)
            {
                total++;
                if (newestFirst || (total > skip && held.Count < room))
                {
                    held.Enqueue(new AuditEntry(position, acted.At, acted.Act, acted.By));
                }

                if (held.Count > room)
                {
                    held.Dequeue();
                }
            }

            position++;
        }

        return new AuditPage(
            total, newestFirst ? [.. held.Reverse().Skip(skip)] : [.. held]);
    }
}
