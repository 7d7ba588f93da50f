using Tune.Engine.Experiments;

namespace Tune.Storage.Opening;

/// <summary>What every kind of store is opened with.</summary>
/// <param name="Specs">Reads and writes specs: the algorithms that this program knows.</param>
public sealed record StoreSetup(SpecJson Specs)
{
    /// <summary>Told, in one sentence each, what was mended or cannot be read; called on any thread. Default
    /// nobody.</summary>
    public Action<string>? Notice { get; init; }
}
