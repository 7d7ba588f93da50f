using System.Runtime.CompilerServices;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;

namespace Tune.Hosting.Results;

/// <summary>
/// The trials of an experiment, a page at a time. The first page and the best trial are read once and kept, so that a
/// small experiment is whole in memory; of the rest, the page used last is kept.
/// </summary>
internal sealed class TrialPages
{
    /// <summary>How many trials are kept from the start.</summary>
    public const int PageSize = 1000;

    private readonly ITuneReader _store;
    private readonly ExperimentSummary _experiment;
    private readonly Page _first;
    private readonly Result? _best;
    private Page _latest;

    private TrialPages(ITuneReader store, ExperimentSummary experiment, Page first, Result? best)
    {
        (_store, _experiment, _best) = (store, experiment, best);
        _first = _latest = first;
    }

    /// <summary>How many trials there were.</summary>
    public int Count => _experiment.Trials;

    /// <summary>The trial with the best report; null if there is none.</summary>
    public Result? Best => _best;

    /// <summary>One trial.</summary>
    public async ValueTask<Result> GetAsync(int index, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var (page, within) = Math.DivRem(index, PageSize);
        return (Kept(page) ?? await PageAsync(page, cancellation)).Results[within];
    }

    /// <summary>Reads what is kept from the start.</summary>
    public static async Task<TrialPages> LoadAsync(
        ITuneReader store, ExperimentSummary experiment, CancellationToken cancellation)
    {
        var first = new Page(0, await ReadAsync(
            store, experiment, 0, Math.Min(PageSize, experiment.Trials), cancellation));
        var best = experiment.Best?.Trial.Number switch
        {
            null => null,
            < PageSize and { } near => first.Results[near],
            { } far => (await ReadAsync(store, experiment, far, take: 1, cancellation))[0],
        };
        return new TrialPages(store, experiment, first, best);
    }

    /// <summary>Every trial in order.</summary>
    public async IAsyncEnumerable<Result> AllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var page = 0; page * (long)PageSize < Count; page++)
        {
            foreach (var result in (Kept(page) ?? await PageAsync(page, cancellation)).Results)
            {
                yield return result;
            }
        }
    }

    private Page? Kept(int number)
    {
        var latest = Volatile.Read(ref _latest);
        return number == 0 ? _first : latest.Number == number ? latest : null;
    }

    private async Task<Page> PageAsync(int number, CancellationToken cancellation)
    {
        var skip = number * PageSize;
        var page = new Page(number, await ReadAsync(
            _store, _experiment, skip, Math.Min(PageSize, Count - skip), cancellation));
        Volatile.Write(ref _latest, page);
        return page;
    }

    private static async Task<Result[]> ReadAsync(
        ITuneReader store, ExperimentSummary experiment, int skip, int take, CancellationToken cancellation)
    {
        if (take == 0)
        {
            return [];
        }

        try
        {
            var page = await store.Tracking.TrialsAsync(experiment.Name, skip, take, cancellation);
            return page.Count == take
                ? [.. page.Select(trial => new Result(experiment.Name, experiment.Spec.Objective, trial, store))]
                : throw new StorageException(
                    StorageFault.Damaged,
                    $"Of the trials {skip} to {skip + take - 1} of '{experiment.Name}' only {page.Count} can be read.");
        }
        catch (ObjectDisposedException closed)
        {
            throw new InvalidOperationException(
                $"'{experiment.Name}' has {experiment.Trials:N0} trials; all but the first {PageSize:N0} and the best "
                + "are read from the store when they are asked for, and the store has been closed. "
                + "Use them before the host is disposed of, or load the results again.", closed);
        }
    }

    private sealed record Page(int Number, Result[] Results);
}
