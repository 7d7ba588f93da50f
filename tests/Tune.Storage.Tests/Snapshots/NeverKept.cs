using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Storage.Tests.Snapshots;

/// <summary>A journal of a store that takes no snapshot.</summary>
internal sealed class NeverKept(IJournal journal) : IJournal
{
    /// <summary>Whether it throws something of its own instead of saying so.</summary>
    public bool Throws { get; init; }

    /// <summary>The positions for which it was asked.</summary>
    public List<long> Asked { get; } = [];

    public bool IsClosed { get; private set; }

    public string Experiment => journal.Experiment;

    public OwnerEpoch Epoch => journal.Epoch;

    public long Count => journal.Count;

    public ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default) =>
        journal.AppendAsync(expected, events, cancellation);

    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from = 0, CancellationToken cancellation = default) =>
        journal.ReadAsync(from, cancellation);

    public ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default)
    {
        Asked.Add(snapshot.Position);
        return Throws ? throw new IOException("The bucket is gone.") : ValueTask.FromResult(false);
    }

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return journal.DisposeAsync();
    }
}
