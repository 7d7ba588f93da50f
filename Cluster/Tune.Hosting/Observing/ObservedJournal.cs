using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Hosting.Observing;

internal sealed class ObservedJournal(IJournal inner, SweepView view) : IJournal
{
    public string Experiment => inner.Experiment;

    public OwnerEpoch Epoch => inner.Epoch;

    public long Count => inner.Count;

    public async ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
    {
        await inner.AppendAsync(expected, events, cancellation);
        view.Show(expected, events);
    }

    public async IAsyncEnumerable<ExperimentEvent> ReadAsync(
        long from = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var at = from;
        await foreach (var fact in inner.ReadAsync(from, cancellation).ConfigureAwait(false))
        {
            view.Recall(at, fact);
            at++;
            yield return fact;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
