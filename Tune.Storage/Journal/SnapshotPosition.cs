using Tune.Engine.Stores;

namespace Tune.Storage.Journal;

/// <summary>What a snapshot may be of.</summary>
public static class SnapshotPosition
{
    /// <summary>Refuses one of events that the journal does not have.</summary>
    /// <param name="snapshot">What is to be kept.</param>
    /// <param name="count">How many events the journal has.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has fewer than the snapshot.</exception>
    public static void Check(StateSnapshot snapshot, long count)
    {
        if (snapshot.Position < 0 || snapshot.Position > count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(snapshot), snapshot.Position,
                $"The journal has {count:N0} events; a snapshot is of some of them.");
        }
    }
}
