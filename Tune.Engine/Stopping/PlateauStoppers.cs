using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Stopping;

/// <param name="metric">What is to move.</param>
/// <param name="rule">The rule.</param>
/// <param name="skipsMissing">Whether reports without the metric are passed over; in old experiments they are NaN.
/// </param>
internal sealed class TrialPlateauStopper(string metric, StopRule.TrialPlateau rule, bool skipsMissing) : Stopper
{
    private readonly Dictionary<TrialId, Queue<double>> _windows = [];

    protected override string Why => $"{metric} no longer moves";

    protected override StopScope ScopeOf(in Observation seen, TimeSpan trialActive)
    {
        if (seen.Iteration < rule.Grace || !_windows.TryGetValue(seen.Trial, out var window)
            || window.Count < rule.Window - 1)
        {
            return StopScope.None;
        }

        if (!seen.Metrics.TryGet(metric, out var value) && skipsMissing)
        {
            return StopScope.None;
        }

        return Spread.Of([.. window.TakeLast(rule.Window - 1), value]) <= rule.Tolerance
            ? StopScope.Trial
            : StopScope.None;
    }

    public override void Observe(in Observation seen)
    {
        if (!seen.Metrics.TryGet(metric, out var value) && skipsMissing)
        {
            return;
        }

        if (!_windows.TryGetValue(seen.Trial, out var window))
        {
            _windows[seen.Trial] = window = new Queue<double>();
        }

        window.Enqueue(value);
        if (window.Count > rule.Window)
        {
            window.Dequeue();
        }
    }

    public override void Forget(TrialId trial) => _windows.Remove(trial);

    public override void Carry(MemoryCarrier by) => by.Map(
        _windows,
        static (by, id) => by.Trial(id),
        static (by, window) => new Queue<double>(by.Reals([.. window ?? []])));
}

/// <param name="rule">The rule.</param>
/// <param name="longestFirst">Whether of two results the one of more training is the better; then only equally long
/// ones make a plateau.</param>
internal sealed class ExperimentPlateauStopper(StopRule.ExperimentPlateau rule, bool longestFirst) : Stopper
{
    private List<(TrialId Trial, ResultRank Best)> _top = [];
    private int _quiet;

    protected override string Why => $"the best {rule.Top} trials no longer differ";

    protected override StopScope ScopeOf(in Observation seen, TimeSpan trialActive) =>
        !seen.IsPartial && IsQuiet(With(seen)) && _quiet + 1 >= rule.Patience ? StopScope.Experiment : StopScope.None;

    public override void Observe(in Observation seen)
    {
        if (seen.IsPartial)
        {
            return;
        }

        _top = With(seen);
        _quiet = IsQuiet(_top) ? _quiet + 1 : 0;
    }

    public override void Carry(MemoryCarrier by)
    {
        by.List(_top, static (by, entry) => (
            by.Trial(entry.Trial), new ResultRank(by.Number(entry.Best.Length), by.Score(entry.Best.Score))));
        _quiet = by.Number(_quiet);
    }

    private List<(TrialId Trial, ResultRank Best)> With(Observation seen)
    {
        var top = new List<(TrialId Trial, ResultRank Best)>(_top);
        var rank = new ResultRank(longestFirst ? seen.Iteration : 0, seen.Score);
        var at = top.FindIndex(entry => entry.Trial == seen.Trial);
        if (at >= 0 && top[at].Best >= rank)
        {
            return top;
        }

        if (at >= 0)
        {
            top.RemoveAt(at);
        }

        top.Add((seen.Trial, rank));
        top.Sort((a, b) => b.Best.CompareTo(a.Best) is not 0 and var order ? order : a.Trial.CompareTo(b.Trial));
        return top.Count > rule.Top ? top[..rule.Top] : top;
    }

    private bool IsQuiet(List<(TrialId Trial, ResultRank Best)> top) =>
        top.Count == rule.Top && top[^1].Best.Length == top[0].Best.Length
        && Spread.Of([.. top.Select(entry => entry.Best.Score.Value)]) <= rule.Tolerance;
}

internal static class Spread
{
    /// <summary>Population standard deviation; NaN, which is at most nothing, if any value is not finite.</summary>
    /// <remarks>Taken from the differences to the first value, so that equal values give zero and not nearly
    /// zero.</remarks>
    public static double Of(ReadOnlySpan<double> values)
    {
        var first = values[0];
        double mean = 0;
        foreach (var value in values)
        {
            mean += (value - first) / values.Length;
        }

        double squares = 0;
        foreach (var value in values)
        {
            squares += (value - first - mean) * (value - first - mean) / values.Length;
        }

        return double.IsFinite(squares) ? Math.Sqrt(squares) : double.NaN;
    }
}
