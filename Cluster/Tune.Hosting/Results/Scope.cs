namespace Tune.Hosting.Results;

/// <summary>Which of a trial's reports stands for the trial when trials are compared.</summary>
public enum Scope
{
    /// <summary>Its best report, at whatever iteration. The default everywhere.</summary>
    Best,

    /// <summary>Its last report.</summary>
    Last,

    /// <summary>The mean of its last reports; NaN values make it NaN, which ranks worst.</summary>
    LastAverage,
}
