using Tune.Engine.Metrics;
using Tune.Engine.Pareto;

namespace Tune.Plots.Charts;

/// <summary>The trials of an experiment with several objectives, as points.</summary>
internal sealed class ObjectiveSpace
{
    public const string TooFew = "This takes an experiment with two or more objectives.";

    private ObjectiveSpace(ChartData data)
    {
        Objectives = data.Objectives;
        Measured =
        [
            .. data.Trials.Where(
                trial => trial.Point.Length == Objectives.Count && trial.Point.All(double.IsFinite)),
        ];
        ChartTrial[] feasible = [.. Measured.Where(trial => trial.IsFeasible)];
        Longest = data.Objective.Refines ? feasible.Select(trial => trial.Reach).DefaultIfEmpty(0).Max() : 0;
        Allowed = [.. feasible.Where(trial => trial.Reach >= Longest)];
        Shorter = [.. feasible.Except(Allowed)];
        Points = [.. Allowed.Select(Turned)];
        Front = [.. ParetoFront.Of([.. Allowed.Select(trial => Turned(trial.ExactPoint))]).Select(i => Allowed[i])];
    }

    /// <summary>What is optimised.</summary>
    public IReadOnlyList<Objective> Objectives { get; }

    /// <summary>The trials with a finite value of every objective.</summary>
    public ChartTrial[] Measured { get; }

    /// <summary>Those that keep to the constraints; where reports refine one estimate, the longest trained of them.
    /// </summary>
    public ChartTrial[] Allowed { get; }

    /// <summary>Those that keep to the constraints and were trained for too short a time to be compared.</summary>
    public ChartTrial[] Shorter { get; }

    /// <summary>How far the longest trained came, where that counts; else 0.</summary>
    public int Longest { get; }

    /// <summary>Those of them that no other beats in everything.</summary>
    public ChartTrial[] Front { get; }

    /// <summary>The allowed trials, turned so that larger is better.</summary>
    public double[][] Points { get; }

    public static ObjectiveSpace Of(ChartData data) => new(data);

    /// <summary>A point turned so that larger is better.</summary>
    public double[] Turned(ChartTrial trial) => Turned(trial.Point);

    /// <summary>An objective's name with the direction that is good.</summary>
    public string LabelOf(int objective) => ChartData.LabelOf(Objectives[objective]);

    private double[] Turned(double[] point) =>
        [.. point.Select((value, i) => Objectives[i].Mode == Mode.Max ? value : -value)];
}
