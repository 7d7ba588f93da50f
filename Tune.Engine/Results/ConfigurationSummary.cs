using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>What came of one configuration over all the trials that had it.</summary>
public sealed record ConfigurationSummary
{
    /// <summary>The configuration.</summary>
    public required Configuration Config { get; init; }

    /// <summary>The trials that had it, in the order of their numbers.</summary>
    public required ImmutableArray<TrialId> Trials { get; init; }

    /// <summary>How many of them have a usable value; the numbers below are over these.</summary>
    public required int Measured { get; init; }

    /// <summary>The mean of the objective, in its own sign; NaN when nothing was measured.</summary>
    public required double Mean { get; init; }

    /// <summary>The sample standard deviation of the objective: the spread; NaN below two values.</summary>
    public required double Spread { get; init; }

    /// <summary>The lowest value; NaN when nothing was measured.</summary>
    public required double Lowest { get; init; }

    /// <summary>The highest value; NaN when nothing was measured.</summary>
    public required double Highest { get; init; }

    /// <summary>The mean as a score: what configurations are compared by.</summary>
    public required Score Score { get; init; }
}
