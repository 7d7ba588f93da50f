using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Hosting.Tests.Disposing;

/// <summary>A journal that answers no append once it has been silenced.</summary>
/// <param name="inner">What it is put around.</param>
/// <param name="isSilent">Whether it has been.</param>
/// <param name="reached">Told of the first append that is not answered.</param>
internal sealed class SilentJournal(IJournal inner, Func<bool> isSilent, TaskCompletionSource reached) : IJournal
{
    public string Experiment => inner.Experiment;

    public OwnerEpoch Epoch => inner.Epoch;

    public long Count => inner.Count;

    public ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
    {
        if (!isSilent())
        {
            return inner.AppendAsync(expected, events, cancellation);
        }

        reached.TrySetResult();
        return new ValueTask(new TaskCompletionSource().Task);
    }

    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from = 0, CancellationToken cancellation = default) =>
        inner.ReadAsync(from, cancellation);

    public ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default) =>
        inner.KeepAsync(snapshot, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
