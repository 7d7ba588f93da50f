namespace Tune.Engine.Stopping;

/// <summary>Makes stop rules: <c>Stop.When("val_accuracy", atLeast: 0.99)</c>.</summary>
public static class Stop
{
    /// <summary>Ends a trial when a metric reaches a bound; give exactly one bound.</summary>
    /// <param name="metric">Any reported metric.</param>
    /// <param name="atLeast">Fires at this value or above.</param>
    /// <param name="atMost">Fires at this value or below.</param>
    /// <param name="experiment">True to end the whole experiment: good enough is good enough.</param>
    public static StopRule When(
        string metric, double? atLeast = null, double? atMost = null, bool experiment = false) =>
        new StopRule.MetricBound(metric, atLeast, atMost, experiment);

    /// <summary>Ends a trial after this many iterations, 1 or more.</summary>
    public static StopRule AfterIterations(int max) => new StopRule.IterationLimit(max);

    /// <summary>Ends a trial that has run this long, by force if it does not leave.</summary>
    public static StopRule AfterTrialTime(TimeSpan max) => new StopRule.TrialTimeLimit(max);

    /// <summary>Ends a trial whose values no longer move.</summary>
    /// <param name="tolerance">Standard deviation at or below which it counts as still.</param>
    /// <param name="window">How many last values; default 4.</param>
    /// <param name="grace">Not before this iteration; default 4.</param>
    /// <param name="metric">Which metric; null for the objective.</param>
    public static StopRule OnTrialPlateau(double tolerance, int window = 4, int grace = 4, string? metric = null) =>
        new StopRule.TrialPlateau(metric, tolerance, window, grace);

    /// <summary>Ends the experiment when its best trials lie close together for long.</summary>
    /// <param name="tolerance">Standard deviation at or below which they count as equal; default 0.001.</param>
    /// <param name="top">How many best trials; default 10.</param>
    /// <param name="patience">For how many judged reports in a row; default 1.</param>
    public static StopRule OnExperimentPlateau(double tolerance = 0.001, int top = 10, int patience = 1) =>
        new StopRule.ExperimentPlateau(tolerance, top, patience);

    /// <summary>Fires as soon as one rule does.</summary>
    public static StopRule Any(params StopRule[] rules) => new StopRule.AnyOf([.. rules]);

    /// <summary>Fires when all rules do at the same report.</summary>
    public static StopRule All(params StopRule[] rules) => new StopRule.AllOf([.. rules]);
}
