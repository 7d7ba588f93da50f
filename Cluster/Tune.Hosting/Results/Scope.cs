namespace Tune.Hosting.Results;

/// <summary>Which of a trial's reports stands for the trial when trials are compared.</summary>
public enum Scope
{
    /// <summary>Its best report, at whatever iteration; its last one where reports refine one estimate
    /// (<see cref="Tuner.IterationsRefine"/>), and then only the longest trained can be best. The default everywhere.
    /// </summary>
    Best,

    /// <summary>Its last report.</summary>
    Last,

    /// <summary>The mean of its last reports; NaN values make it NaN, which ranks worst.</summary>
    LastAverage,

    /// <summary>Its last report, and the longest trained come before all others: what results of unequal training
    /// are compared by.</summary>
    Longest,
}
