using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>What an analysis explains: one objective, any reported metric, or all objectives together.</summary>
public sealed record Target
{
    private Target(string name, ImmutableArray<Objective> objectives) => (Name, Objectives) = (name, objectives);

    /// <summary>The metric's name, or "front" for several objectives together.</summary>
    public string Name { get; }

    /// <summary>Whether trials are compared by several objectives.</summary>
    public bool IsFront => Objectives.Length > 1;

    /// <summary>Which end of the value is good; for several objectives the value is the number of the trial's front,
    /// 0 for the best.</summary>
    public Mode Mode => IsFront ? Mode.Min : Objectives[0].Mode;

    internal ImmutableArray<Objective> Objectives { get; }

    /// <summary>A trial that breaks one of these is worse than all that break none.</summary>
    internal ImmutableArray<MetricConstraint> Constraints { get; init; } = [];

    /// <summary>Whether a trial counts with its best report, as for what an experiment optimises, or else with its last
    /// one.</summary>
    public bool ByBest { get; private init; }

    /// <summary>What an experiment optimises: the best allowed report of its objective; with several objectives the
    /// Pareto front on which the last reports of a trial stand.</summary>
    public static Target Of(ExperimentSpec spec) => Of(spec.Objectives, spec.Constraints);

    /// <inheritdoc cref="Of(ExperimentSpec)" />
    public static Target Of(ImmutableArray<Objective> objectives, ImmutableArray<MetricConstraint> constraints) =>
        new(objectives.Length > 1 ? "front" : objectives[0].Metric, objectives)
        {
            Constraints = constraints,
            ByBest = objectives.Length == 1,
        };

    /// <summary>The last value of a metric, whether it is an objective or not and whether it is in every report or not;
    /// constraints play no part.</summary>
    public static Target Of(string metric, Mode mode) => new(metric, [new Objective(metric, mode)]);

    /// <summary>The configuration behind what <see cref="Read"/> gives: a clone's best report may be from before.
    /// </summary>
    internal Configuration ConfigOf(TrialSummary trial) =>
        ByBest && !trial.BestScore.IsWorst ? trial.BestConfig : trial.Config;

    /// <summary>The iteration that what <see cref="Read"/> gives is from.</summary>
    internal int LengthOf(TrialSummary trial) =>
        ByBest && !trial.BestScore.IsWorst ? trial.BestIteration : trial.Iteration;

    /// <summary>Each objective turned so that larger is better; null if one of them has no finite value.</summary>
    internal (double[] Point, double Violation)? Read(TrialSummary trial)
    {
        if (ByBest && !trial.BestScore.IsWorst)
        {
            return ([trial.BestScore.Value], 0);
        }

        var point = new double[Objectives.Length];
        for (var i = 0; i < point.Length; i++)
        {
            var score = Objectives[i].ScoreOf(trial.LastMetrics);
            if (score.IsWorst)
            {
                return null;
            }

            point[i] = score.Value;
        }

        return (point, MetricConstraint.Total(Constraints, trial.LastMetrics));
    }
}
