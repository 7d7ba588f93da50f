using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Storage.Journal;

/// <summary>What an owner is told who has been succeeded by another.</summary>
public static class StaleOwner
{
    /// <summary>The refusal of an append, to be thrown, and counted in <see cref="ITuneStore.RefusedAppends"/>.
    /// </summary>
    /// <param name="experiment">The journal's experiment.</param>
    /// <param name="epoch">Whose append it is.</param>
    /// <param name="now">The latest owner.</param>
    public static StorageException Refusal(string experiment, OwnerEpoch epoch, OwnerEpoch now) => new(
        StorageFault.NotOwner,
        $"The journal of '{experiment}' takes nothing from owner {epoch} any more: owner {now} has opened it since.");
}
