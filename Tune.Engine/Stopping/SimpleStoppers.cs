using System.Globalization;
using Tune.Engine.Ports;

namespace Tune.Engine.Stopping;

internal sealed class BoundStopper(StopRule.MetricBound rule) : Stopper
{
    protected override string Why => rule.AtLeast is { } low
        ? string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} reached {low}")
        : string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} fell to {rule.AtMost}");

    protected override StopScope ScopeOf(in Observation seen, TimeSpan trialActive)
    {
        var fires = seen.Metrics.TryGet(rule.Metric, out var value) && double.IsFinite(value)
            && (value >= rule.AtLeast || value <= rule.AtMost);
        return !fires ? StopScope.None : rule.EndsExperiment ? StopScope.Experiment : StopScope.Trial;
    }
}

internal sealed class IterationStopper(int max) : Stopper
{
    protected override string Why => $"{max} iterations done";

    protected override bool IsBudget => true;

    protected override StopScope ScopeOf(in Observation seen, TimeSpan trialActive) =>
        seen.Iteration >= max ? StopScope.Trial : StopScope.None;

    public override int NextMilestone(int iteration) => Math.Max(max, checked(iteration + 1));
}

internal sealed class TrialTimeStopper(TimeSpan max) : Stopper
{
    protected override string Why => $"ran for {max}";

    protected override StopScope ScopeOf(in Observation seen, TimeSpan trialActive) =>
        trialActive >= max ? StopScope.Trial : StopScope.None;

    public override bool IsOverdue(TimeSpan trialActive) => trialActive >= max;
}
