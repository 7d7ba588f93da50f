using System.Text.Json;

namespace Tune.Client.Shapes;

/// <summary>A configuration to try next.</summary>
public sealed record EnqueueItem
{
    /// <summary>Values of parameters by name, of at most 8,000 characters each; what is left out is
    /// drawn.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Config { get; init; }
}
