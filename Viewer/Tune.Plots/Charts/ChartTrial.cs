namespace Tune.Plots.Charts;

/// <summary>How a trial or one of its runs ended, in the words of the legends.</summary>
internal enum ChartOutcome
{
    Completed,
    Stopped,
    Paused,
    Failed,
    Running,
    Waiting,
    Cloned,
    Lost,
}

/// <summary>One report of the objective.</summary>
internal readonly record struct ChartPoint(int Iteration, double Value);

/// <summary>One attempt on one slot. Times are in seconds of active time since the experiment began.</summary>
internal sealed record ChartAttempt(string Slot, int Attempt, double Start, double End, ChartOutcome Outcome);

/// <summary>One trial.</summary>
/// <param name="Number">From 0, in the order of proposal.</param>
/// <param name="Outcome">Where it stands.</param>
/// <param name="Value">What the trial counts as; NaN if nothing usable and allowed was reported.</param>
/// <param name="Values">Its configuration by parameter: a number or an option's index; NaN where inactive.</param>
/// <param name="Unit">The same in the unit cube.</param>
internal sealed record ChartTrial(int Number, ChartOutcome Outcome, double Value, double[] Values, double[] Unit)
{
    /// <summary>The iteration that the value is from; 0 where nobody knows.</summary>
    public int ValueIteration { get; init; }

    /// <summary>How far its last report was.</summary>
    public int Reach { get => field > 0 ? field : LastIteration; init; }

    /// <summary>What trials are compared by: the value before it was moved to the limit of what can be drawn.</summary>
    public double Exact { get => double.IsNaN(field) ? Value : field; init; } = double.NaN;

    /// <summary>The last value of each objective; NaN where there is none. Empty with one objective.</summary>
    public double[] Point { get; init; } = [];

    /// <summary>The same before it was moved to the limit of what can be drawn.</summary>
    public double[] ExactPoint { get => field ?? Point; init; }

    /// <summary>What it last reported of the objective, if it has no value because its reports break constraints; NaN
    /// otherwise.</summary>
    public double Refused { get; init; } = double.NaN;

    /// <summary>How far its last report is from keeping to the constraints; 0 when it does.</summary>
    public double Violation { get; init; }

    /// <summary>Whether its last report keeps to the constraints.</summary>
    public bool IsFeasible => Violation <= 0;

    public IReadOnlyList<ChartPoint> Curve { get; init; } = [];

    /// <summary>The stretches it was trained in; empty where no trial was ever cloned.</summary>
    public IReadOnlyList<ChartSegment> Segments { get; init; } = [];

    public IReadOnlyList<ChartAttempt> Attempts { get; init; } = [];

    public int LastIteration => Curve.Count == 0 ? 0 : Curve[^1].Iteration;
}
