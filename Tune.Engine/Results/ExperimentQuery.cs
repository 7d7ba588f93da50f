namespace Tune.Engine.Results;

/// <summary>Which page of the experiments is wanted.</summary>
public sealed record ExperimentQuery
{
    /// <summary>Whether deleted ones are listed; default not.</summary>
    public Listed Listed { get; init; }

    /// <summary>How many to leave out, 0 (default) or more.</summary>
    public int Skip { get; init; }

    /// <summary>How many at most, 1 to 10,000; default 100.</summary>
    public int Take { get; init; } = 100;
}
