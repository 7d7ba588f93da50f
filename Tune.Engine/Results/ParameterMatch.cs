using System.Collections.Immutable;
using Tune.Engine.Spaces;

namespace Tune.Engine.Results;

/// <summary>What is wanted of a parameter: one of some values, or a number within bounds. A trial that does not have
/// the parameter does not match.</summary>
/// <param name="Parameter">Which parameter.</param>
public sealed record ParameterMatch(string Parameter)
{
    /// <summary>The values that are wanted; default any.</summary>
    public ImmutableArray<ParameterValue> Values { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The lowest number that is wanted; default null, no bound.</summary>
    public double? Least { get; init; }

    /// <summary>The highest number that is wanted; default null, no bound.</summary>
    public double? Most { get; init; }
}
