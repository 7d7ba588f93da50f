using Tune.Engine.Runs;

namespace Tune.Storage.Purging;

/// <summary>The checkpoints that versions of registered models were made from.</summary>
internal static class ModelCheckpoints
{
    /// <summary>Their digests by the names of the experiments.</summary>
    public static ILookup<string, string> Named(RunLedger ledger) => ledger.Models()
        .SelectMany(model => model.Versions.Values)
        .Where(version => version.Origin is { Experiment: not null, Checkpoint: not null })
        .ToLookup(version => version.Origin.Experiment!, version => version.Origin.Checkpoint!, StringComparer.Ordinal);
}
