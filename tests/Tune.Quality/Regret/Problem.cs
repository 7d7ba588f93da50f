using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;

namespace Tune.Quality.Regret;

/// <summary>Something to optimise whose optimum is known.</summary>
internal sealed record Problem
{
    public required string Family { get; init; }

    public required string Name { get; init; }

    public required SearchSpace Space { get; init; }

    public required Objective Objective { get; init; }

    /// <summary>Makes what stands in for training in one run.</summary>
    public required Func<IWorkload> Workload { get; init; }

    /// <summary>The iterations of a whole training; 1 where only the end is known.</summary>
    public int Iterations { get; init; } = 1;

    public required double Best { get; init; }

    /// <summary>The median over the space: a regret of 1. NaN where only differences are compared.</summary>
    public double Median { get; init; } = double.NaN;

    /// <summary>The seconds of virtual time at which the best so far is looked at; the last is the budget.</summary>
    public required ImmutableArray<double> Marks { get; init; }

    public int Slots { get; init; } = 1;

    /// <summary>The number of trials; null where time is the budget.</summary>
    public int? Trials { get; init; }

    /// <summary>How many whole trainings the budget is worth: the size of a population.</summary>
    public int Trainings { get; init; }

    /// <summary>Whether only the last value of a whole training counts.</summary>
    public bool FinalsOnly { get; init; }

    /// <summary>The configurations to try, by seed; null to ask the searcher.</summary>
    public Func<ulong, ImmutableArray<Configuration>>? Points { get; init; }

    /// <summary>How far a value is from the best: as a share of the median's distance where there is one.</summary>
    public double RegretOf(double value)
    {
        var gap = Objective.Mode == Mode.Max ? Best - value : value - Best;
        var whole = Objective.Mode == Mode.Max ? Best - Median : Median - Best;
        return double.IsNaN(Median) ? gap : double.IsNaN(value) ? 1 : gap / whole;
    }
}
