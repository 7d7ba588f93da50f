using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Hosting.Tests.Acts;

/// <summary>A journal that tells when it is let go of.</summary>
internal sealed class WatchedJournal(IJournal inner, Action left) : IJournal
{
    public string Experiment => inner.Experiment;

    public OwnerEpoch Epoch => inner.Epoch;

    public long Count => inner.Count;

    public ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default) =>
        inner.AppendAsync(expected, events, cancellation);

    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from = 0, CancellationToken cancellation = default) =>
        inner.ReadAsync(from, cancellation);

    public ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default) =>
        inner.KeepAsync(snapshot, cancellation);

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        left();
    }
}
