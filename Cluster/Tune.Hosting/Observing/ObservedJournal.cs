using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Hosting.Observing;

internal sealed class ObservedJournal(IJournal inner, SweepView view) : IJournal
{
    public string Experiment => inner.Experiment;

    public long Count => inner.Count;

    public async ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
    {
        await inner.AppendAsync(expected, events, cancellation);
        view.Show(expected, events);
    }

    public IEnumerable<ExperimentEvent> Read(long from = 0)
    {
        var at = from;
        foreach (var fact in inner.Read(from))
        {
            view.Recall(at, fact);
            at++;
            yield return fact;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
