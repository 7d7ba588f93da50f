using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Hosting.Results;

namespace Tune.Hosting;

/// <summary>Reads what was done by hand out of a journal, whoever owns it.</summary>
internal static class AuditReading
{
    /// <summary>The most entries of a page.</summary>
    public const int TakeMax = 1_000;

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
