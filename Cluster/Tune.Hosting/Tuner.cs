using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.Auto;

namespace Tune.Hosting;

/// <summary>
/// An experiment, defined: what to train, what to vary, what to optimise, how long. Plain data but for the training
/// code; nothing runs until <see cref="TuneHost.FitAsync(Tuner, CancellationToken)"/>.
/// </summary>
public record Tuner
{
    /// <summary>Defines an experiment over a space built at run time.</summary>
    /// <param name="name">1 to 100 letters, digits, dots, underscores or dashes. The same name resumes.</param>
    /// <param name="trainable">The training code; see <c>Tune.Trainables.Trainable</c>.</param>
    /// <param name="space">What can be varied.</param>
    public Tuner(string name, TrainableDefinition trainable, SearchSpace space) =>
        (Name, Trainable, Space) = (name, trainable, space);

    /// <summary>Defines an experiment without training code, for <see cref="TuneLoop"/>: the owner of the loop asks for
    /// configurations and reports what came of them.</summary>
    /// <param name="name">1 to 100 letters, digits, dots, underscores or dashes. The same name resumes.</param>
    /// <param name="space">What can be varied.</param>
    public Tuner(string name, SearchSpace space)
        : this(name, TuneLoop.NoCode, space)
    {
    }

    /// <summary>The experiment's name.</summary>
    public string Name { get; init; }

    /// <summary>The training code.</summary>
    public TrainableDefinition Trainable { get; init; }

    /// <inheritdoc cref="ExperimentSpec.Space" />
    public SearchSpace Space { get; init; }

    /// <summary>The metric to optimise; required.</summary>
    public required string Metric { get; init; }

    /// <summary>Which end of it is good; default Max.</summary>
    public Mode Mode { get; init; } = Mode.Max;

    /// <summary>Whether a trial's reports refine one estimate, as the mean over the folds so far does: then the last
    /// report stands for a trial, and only the longest trained can be best. False (default) where each report is a
    /// result of its own, as after an epoch: then the best report of all is best, whenever it came.</summary>
    public bool IterationsRefine { get; init; }

    /// <inheritdoc cref="ExperimentSpec.FurtherObjectives" />
    public ImmutableArray<Objective> FurtherObjectives { get; init; } = [];

    /// <inheritdoc cref="ExperimentSpec.Constraints" />
    public ImmutableArray<MetricConstraint> Constraints { get; init; } = [];

    /// <inheritdoc cref="ExperimentSpec.Trials" />
    public int? Trials { get; init; }

    /// <inheritdoc cref="ExperimentSpec.Seed" />
    public ulong Seed { get; init; }

    /// <summary>What to try; by default several searchers, of which the one that does well is asked most
    /// (<see cref="AutoOptions"/>).</summary>
    public SearcherOptions Searcher { get; init; } = DefaultAlgorithms.Searcher;

    /// <summary>Whether and how long trials train; null (default) for successive halving where
    /// <see cref="MaxIterations"/> is set, and else every trial to its end.</summary>
    public SchedulerOptions? Scheduler { get; init; }

    /// <summary>How long a trial trains at most, in iterations, 1 or more. Makes the default scheduler stop what falls
    /// behind; null (default) when there is a <see cref="Scheduler"/>, whose options then say how long, or when no
    /// trial shall be stopped.</summary>
    public int? MaxIterations { get; init; }

    /// <inheritdoc cref="ExperimentSpec.PointsToEvaluate" />
    public ImmutableArray<Configuration> PointsToEvaluate { get; init; } = [];

    /// <summary>Finished experiments to begin with; null (default) to begin from nothing.</summary>
    public WarmStart? WarmStart { get; init; }

    /// <inheritdoc cref="ExperimentSpec.Resources" />
    public Resources Resources { get; init; } = new();

    /// <inheritdoc cref="ExperimentSpec.Placement" />
    public PlacementPolicy Placement { get; init; } = new();

    /// <inheritdoc cref="ExperimentSpec.Stop" />
    public StopRule? Stop { get; init; }

    /// <inheritdoc cref="ExperimentSpec.TimeBudget" />
    public TimeSpan? TimeBudget { get; init; }

    /// <inheritdoc cref="ExperimentSpec.MaxConcurrent" />
    public int? MaxConcurrent { get; init; }

    /// <inheritdoc cref="ExperimentSpec.Failure" />
    public FailurePolicy Failure { get; init; } = new();

    /// <inheritdoc cref="ExperimentSpec.Limits" />
    public TrialLimits Limits { get; init; } = new();

    /// <inheritdoc cref="ExperimentSpec.Checkpoints" />
    public CheckpointPolicy Checkpoints { get; init; } = new();

    /// <summary>The experiment as data, without what <see cref="WarmStart"/> adds when it is submitted.</summary>
    public ExperimentSpec ToSpec() => new()
    {
        Name = Name,
        Trainable = Trainable.Name,
        Space = Space,
        Objective = new Objective(Metric, Mode) { Refines = IterationsRefine },
        FurtherObjectives = FurtherObjectives,
        Constraints = Constraints,
        Trials = Trials,
        Seed = Seed,
        Searcher = Searcher,
        Scheduler = ChosenScheduler(),
        PointsToEvaluate = PointsToEvaluate,
        Resources = Resources,
        Placement = Placement,
        Stop = Stop,
        TimeBudget = TimeBudget,
        MaxConcurrent = MaxConcurrent,
        Failure = Failure,
        Limits = Limits,
        Checkpoints = Checkpoints,
    };

    private SchedulerOptions ChosenScheduler() => (Scheduler, MaxIterations) switch
    {
        ({ }, { } most) => throw new InvalidExperimentException(
            Name, [$"MaxIterations is {most} beside a Scheduler; say it in the Scheduler's options and not here."]),
        ({ } chosen, null) => chosen,
        (null, { } most) => DefaultAlgorithms.Scheduler(most, FurtherObjectives.IsEmpty && Constraints.IsEmpty),
        _ => new FifoOptions(),
    };
}
