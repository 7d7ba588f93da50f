using System.Text.Json;

namespace Tune.Client.Shapes;

/// <summary>With which configurations the trials of a population were trained, and whose weights they took over.
/// </summary>
public sealed record LineageList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>The trials, by number, at most 500; empty where no trial was ever cloned.</summary>
    public required IReadOnlyList<LineageItem> Trials { get; init; }
}

/// <summary>The course of one trial.</summary>
public sealed record LineageItem
{
    /// <summary>Whose.</summary>
    public required int Trial { get; init; }

    /// <summary>Its stretches in order, the last 500.</summary>
    public required IReadOnlyList<StretchItem> Stretches { get; init; }
}

/// <summary>A stretch that was trained with one configuration.</summary>
public sealed record StretchItem
{
    /// <summary>The iteration it went on from.</summary>
    public required int From { get; init; }

    /// <summary>The last iteration that was reported in it.</summary>
    public required int To { get; init; }

    /// <summary>Whose weights it took over; null for a start from nothing.</summary>
    public int? Donor { get; init; }

    /// <summary>What it was trained with: the parameters that are numbers and may vary.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Config { get; init; }
}
