using Tune.Clustering.Children.Code;
using Tune.Engine.Ports;

namespace Tune.ChildProbe;

/// <summary>All training code of this program.</summary>
internal static class ProbeCode
{
    public static IReadOnlyCollection<TrainableDefinition> All { get; } =
    [
        .. GoodCode.Definitions,
        .. DyingCode.Definitions,
        .. StuckCode.Definitions,
    ];

    /// <summary>What the code of a name is; of a name that this program does not know, something that another process
    /// cannot be told.</summary>
    public static TrainingCode Of(string name) => All.FirstOrDefault(known => known.Name == name) is { } definition
        ? TrainingCode.Of(definition)
        : new TrainingCode("{}", ["'client' (HttpClient)"], []);
}
