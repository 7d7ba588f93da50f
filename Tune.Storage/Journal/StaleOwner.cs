using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Storage.Journal;

/// <summary>What an owner is told who has been succeeded by another.</summary>
internal static class StaleOwner
{
    public static StorageException Refusal(string experiment, OwnerEpoch epoch, OwnerEpoch now) => new(
        StorageFault.NotOwner,
        $"The journal of '{experiment}' takes nothing from owner {epoch} any more: owner {now} has opened it since.");
}
