namespace Tune.Engine.Results;

/// <summary>The sides of a trial by which it can be ordered.</summary>
public enum TrialOrderKind
{
    /// <summary>Its number.</summary>
    Number,

    /// <summary>Its best value of the objective.</summary>
    Best,

    /// <summary>The last value of a metric.</summary>
    Metric,

    /// <summary>A parameter of its configuration.</summary>
    Parameter,

    /// <summary>The highest iteration that stands.</summary>
    Iteration,

    /// <summary>The running time of all ended attempts.</summary>
    Duration,
}
