using Tune.Engine.Stores;

namespace Tune.Storage.Journal;

/// <summary>What a snapshot may be of.</summary>
internal static class SnapshotPosition
{
    /// <summary>Refuses one of events that the journal does not have.</summary>
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
