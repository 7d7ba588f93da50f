using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Hosting.Results;

namespace Tune.Hosting.Running;

/// <summary>Purges experiments: those that have been deleted for long enough, and those that somebody wants to be gone
/// now. One at a time.</summary>
/// <param name="store">Whose.</param>
/// <param name="node">Runs experiments, and forgets those that are gone.</param>
/// <param name="beside">What lies of them beside the store.</param>
/// <param name="log">Where it is written who purged what.</param>
/// <param name="retention">How long deleted ones stay; null for ever.</param>
/// <param name="notice">Told what has been purged, and what could not be.</param>
internal sealed class BinKeeper(
    ITuneStore store, EmbeddedNode node, Leavings beside, PurgeLog log, TimeSpan? retention,
    Action<string> notice)
    : IAsyncDisposable
{
    private const int AtOnce = 1_000;
    private const int KeysMax = 1_000;
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);
    private static readonly ActedBy s_time = new("recycle bin", "retention");

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<string, string> _done = new(StringComparer.Ordinal);
    private Task _keeping = Task.CompletedTask;

    /// <summary>How long deleted experiments stay; null for ever.</summary>
    public TimeSpan? Retention => retention;

    /// <summary>Looks into the bin from now on, at once and every hour.</summary>
    public void Begin(TimeProvider clock) => _keeping = retention is null ? Task.CompletedTask : KeepAsync(clock);

    /// <summary>Purges what has been deleted for long enough.</summary>
    /// <param name="utc">The time.</param>
    /// <param name="cancellation">Gives up after the one that is under way.</param>
    public async Task EmptyAsync(DateTime utc, CancellationToken cancellation)
    {
        foreach (var glance in await DueAsync(utc, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await PurgeAsync(
                    glance.Name, now => IsDue(now, utc), s_time, cancellation);
                notice($"'{glance.Name}' was in the recycle bin since {glance.Deleted!.Value.Utc:u}; it is purged.");
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // Whatever one of them fails by, the others go in time.
                notice($"'{glance.Name}' is to be purged and is not yet: {e.Message}");
            }
        }
    }

    /// <summary>Purges an experiment now, once under its key.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    /// <exception cref="InvalidExperimentException">It is not in the bin, or is running.</exception>
    public async Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation)
    {
        lock (_done)
        {
            if (by.Key is { } key && _done.TryGetValue(key, out var before))
            {
                return before == experiment ? new ActReceipt(IsRepeat: true) : throw new InvalidExperimentException(
                    experiment, [$"'{before}' was purged under the key '{key}'; give this a key of its own."]);
            }
        }

        await PurgeAsync(experiment, static _ => true, by, cancellation);
        notice($"'{experiment}' was purged by {by.Who} ({by.Via}).");
        lock (_done)
        {
            if (by.Key is { } key && _done.Count < KeysMax)
            {
                _done[key] = experiment;
            }
        }

        return new ActReceipt();
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _one.WaitAsync();
        _one.Dispose();
        _leaving.Dispose();
    }

    private async Task KeepAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        do
        {
            try
            {
                await Task.Run(() => EmptyAsync(clock.GetUtcNow().UtcDateTime, _leaving.Token), _leaving.Token);
            }
            catch (Exception e) when (!_leaving.IsCancellationRequested)
            {
                notice($"The recycle bin could not be looked into; it is tried again in an hour: {e.Message}");
            }
        }
        while (await timer.WaitForNextTickAsync(_leaving.Token));
    }

    private bool IsDue(ExperimentGlance glance, DateTime utc) =>
        RecycleBin.PurgeAt(glance.Deleted, retention) is { } due && due <= utc;

    // All of them before the first goes: pages shift by what is gone.
    private async Task<IReadOnlyList<ExperimentGlance>> DueAsync(DateTime utc, CancellationToken cancellation)
    {
        var due = new List<ExperimentGlance>();
        for (var skip = 0; ; skip += AtOnce)
        {
            var page = await store.Tracking.GlancesAsync(
                new ExperimentQuery { Listed = Listed.Deleted, Skip = skip, Take = AtOnce }, cancellation);
            due.AddRange(page.Experiments.Where(glance => IsDue(glance, utc)));
            if (page.Experiments.Count < AtOnce)
            {
                return due;
            }
        }
    }

    private async Task PurgeAsync(
        string experiment, Func<ExperimentGlance, bool> isWanted, ActedBy by, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            // An owner that was killed has left its session open, and one that has just acted may linger.
            if ((await LookAsync(experiment, cancellation)).Deleted is not null)
            {
                await node.AskAsync(cluster => cluster.DrainAsync(experiment, cancellation));
            }

            var glance = await LookAsync(experiment, cancellation);
            if (RecycleBin.WhyKept(glance) is { } why)
            {
                throw new InvalidExperimentException(experiment, [why]);
            }

            if (!isWanted(glance))
            {
                throw new InvalidExperimentException(experiment, [$"'{experiment}' has just been changed."]);
            }

            // What was begun is brought to its end.
            await RemoveAsync(glance, by);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task RemoveAsync(ExperimentGlance glance, ActedBy by)
    {
        var aside = beside.SetAside(glance.Name, glance.Created);
        try
        {
            log.Add(glance, by);
            await using (var journal = await store.OpenJournalAsync(glance.Name))
            {
                await journal.PurgeAsync(glance.Position);
            }

            await node.ForgetAsync(glance.Name);
        }
        catch (JournalConflictException)
        {
            throw new InvalidExperimentException(
                glance.Name, [$"'{glance.Name}' has just been changed; look at it, and ask again."]);
        }
        finally
        {
            await ReturnAsync(glance, aside);
        }
    }

    // A purge that reports a failure may have been done all the same: the store says whether it was.
    private async Task ReturnAsync(ExperimentGlance glance, IReadOnlyList<(string Aside, string Place)> aside)
    {
        try
        {
            await beside.ReturnAsync(store, glance.Name, glance.Created, aside);
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException
            or TimeoutException or ObjectDisposedException)
        {
            notice($"What lies of '{glance.Name}' beside the store is left over: {e.Message} "
                + "The next program that opens the store tries again.");
        }
    }

    private async Task<ExperimentGlance> LookAsync(string experiment, CancellationToken cancellation)
    {
        if (ExperimentSpec.IsName(experiment) && await store.ExistsAsync(experiment, cancellation))
        {
            await store.Tracking.CatchUpAsync(experiment, cancellation);
            if (await store.Tracking.GlanceAsync(experiment, cancellation) is { } glance)
            {
                return glance;
            }
        }

        throw await UnknownExperimentException.InAsync(store, experiment, cancellation);
    }
}
