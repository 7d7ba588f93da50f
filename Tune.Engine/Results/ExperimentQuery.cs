using Tune.Engine.Filters;

namespace Tune.Engine.Results;

/// <summary>Which experiments are wanted, in which order, and which page of them.</summary>
public sealed record ExperimentQuery
{
    /// <summary>Whether deleted ones are listed; default not.</summary>
    public Listed Listed { get; init; }

    /// <summary>What must hold, read by <see cref="ExperimentFields.Parse"/>; default null, nothing.</summary>
    public Filter? Where { get; init; }

    /// <summary>By what they are ordered; default by name.</summary>
    public ExperimentOrder Order { get; init; }

    /// <summary>Whether the largest comes first; default false. What has no best value comes last either way, and ties
    /// go by name.</summary>
    public bool Descending { get; init; }

    /// <summary>How many to leave out, 0 (default) or more.</summary>
    public int Skip { get; init; }

    /// <summary>How many at most, 1 to 10,000; default 100.</summary>
    public int Take { get; init; } = 100;
}
