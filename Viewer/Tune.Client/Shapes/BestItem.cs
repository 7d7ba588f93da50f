using System.Text.Json;

namespace Tune.Client.Shapes;

/// <summary>The best result of an experiment.</summary>
public sealed record BestItem
{
    /// <summary>Whose it is.</summary>
    public required int Trial { get; init; }

    /// <summary>The objective's value, in its own sign.</summary>
    public required double Value { get; init; }

    /// <summary>After how many units of training it was reported; 0 where that is not said.</summary>
    public int Iteration { get; init; }

    /// <summary>The configuration it was made with, by parameter; null in lists.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Config { get; init; }
}
