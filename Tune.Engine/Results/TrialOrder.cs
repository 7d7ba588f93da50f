namespace Tune.Engine.Results;

/// <summary>By what trials are ordered.</summary>
/// <param name="Kind">By which of its sides.</param>
/// <param name="Name">The metric's or parameter's name; empty for the other kinds.</param>
public readonly record struct TrialOrder(TrialOrderKind Kind, string Name)
{
    /// <summary>By number.</summary>
    public static TrialOrder ByNumber => new(TrialOrderKind.Number, "");

    /// <summary>By the best value of the objective, as it is and not as a score.</summary>
    public static TrialOrder ByBest => new(TrialOrderKind.Best, "");

    /// <summary>By the highest iteration that stands.</summary>
    public static TrialOrder ByIteration => new(TrialOrderKind.Iteration, "");

    /// <summary>By the running time of all ended attempts.</summary>
    public static TrialOrder ByDuration => new(TrialOrderKind.Duration, "");

    /// <summary>By the last value of a metric.</summary>
    public static TrialOrder ByMetric(string metric) => new(TrialOrderKind.Metric, metric);

    /// <summary>By a parameter: numbers first, then switches, then texts in ordinal order.</summary>
    public static TrialOrder ByParameter(string parameter) => new(TrialOrderKind.Parameter, parameter);
}
