using System.Collections.Concurrent;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Hosting.Observing;

/// <summary>A store that lets people watch: every event that is read at opening or becomes durable later is also shown
/// to the experiment's <see cref="SweepView"/>. The truth is the inner store's.</summary>
internal sealed class ObservedStore(ITuneStore inner) : ITuneStore
{
    private readonly ConcurrentDictionary<string, SweepView> _views = new(StringComparer.Ordinal);

    public string Location => inner.Location;

    public ITracking Tracking => inner.Tracking;

    public long RefusedAppends => inner.RefusedAppends;

    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        inner.ExperimentsAsync(cancellation);

    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        inner.ExistsAsync(experiment, cancellation);

    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        inner.ReadJournalAsync(experiment, from, cancellation);

    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        inner.EventsAsync(experiment, from, cancellation);

    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default) =>
        inner.CheckJournalAsync(experiment, cancellation);

    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) => inner.HolderAsync(cancellation);

    public ICheckpointStore Checkpoints(string experiment) => inner.Checkpoints(experiment);

    public async ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default) =>
        new ObservedJournal(await inner.OpenJournalAsync(experiment, cancellation), ViewOf(experiment));

    /// <summary>What there is to see of an experiment; empty until its journal is opened.</summary>
    public SweepView ViewOf(string experiment) => _views.GetOrAdd(experiment, _ => new SweepView());

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
