using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// Everything that defines an experiment, as data. Stored with it; checked by <see cref="Problems"/> before anything
/// runs. The training code is named, never stored.
/// </summary>
public sealed record ExperimentSpec
{
    /// <summary>The longest experiment name.</summary>
    public const int NameLengthMax = PlainName.LengthMax;

    /// <summary>1 to <see cref="NameLengthMax"/> characters from letters, digits, <c>. _ -</c>, not starting with a
    /// dot. It is also the folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The registered name of the training code.</summary>
    public required string Trainable { get; init; }

    /// <summary>What can be varied.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>What is optimised; with several objectives the first of them, by which single results are compared.
    /// </summary>
    public required Objective Objective { get; init; }

    /// <summary>What is optimised besides <see cref="Objective"/>; default nothing.</summary>
    public ImmutableArray<Objective> FurtherObjectives
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>What a report must keep to in order to count as a best result; default nothing.</summary>
    public ImmutableArray<MetricConstraint> Constraints
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>How many trials, 1 or more; null when only the time budget or the space ends the experiment.</summary>
    public int? Trials { get; init; }

    /// <summary>The one number that decides all chance; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>What to try.</summary>
    public required SearcherOptions Searcher { get; init; }

    /// <summary>Whether and how long.</summary>
    public required SchedulerOptions Scheduler { get; init; }

    /// <summary>Configurations to try before the searcher is asked; may be partial, the rest is drawn.</summary>
    public ImmutableArray<Configuration> PointsToEvaluate
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>What one running trial takes.</summary>
    public Resources Resources { get; init; } = new();

    /// <summary>How it shares the nodes with other experiments.</summary>
    public PlacementPolicy Placement { get; init; } = new();

    /// <summary>When to stop a trial, or everything; null for never.</summary>
    public StopRule? Stop { get; init; }

    /// <summary>
    /// How long the experiment may be active in all, not counting the time it was down; null for ever.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>The most trials to run at once, 1 or more; null for as many as there are slots.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How much breaking is tolerated.</summary>
    public FailurePolicy Failure { get; init; } = new();

    /// <summary>What nodes enforce.</summary>
    public TrialLimits Limits { get; init; } = new();

    /// <summary>When checkpoints are taken and which are kept.</summary>
    public CheckpointPolicy Checkpoints { get; init; } = new();

    /// <summary>The generation of rules that new experiments are decided by.</summary>
    internal const int RulesNow = 6;

    /// <summary>
    /// By which generation of rules this experiment decides: given when it is created, and kept, so that a history is
    /// decided again as it was. Null before that, and in experiments from before there were generations.
    /// </summary>
    /// <remarks>1: a report without an objective is partial (<see cref="Observation.IsPartial"/>). 2: whether an
    /// experiment that a limit ended has something to show is decided when its last attempt has left. 3: a checkpoint
    /// of an iteration that is reported again is worth what is reported then. 4: no point of a finite space is tried
    /// twice while others are left; in wide spaces CMA-ES learns no correlations. 5: where reports refine one estimate,
    /// the best checkpoints are those of the longest trained, only equally long ones make a plateau of the experiment,
    /// and searchers and median stopping go by a trial's last report. 6: a trial that goes on while others could start
    /// gets no second slot.</remarks>
    [JsonInclude]
    internal int? Rules { get; init; }

    internal bool TellsPartial => Rules >= 1;

    internal bool WaitsForTheLastWord => Rules >= 2;

    internal bool ScoresRepeats => Rules >= 3;

    internal bool TriesPointsOnce => Rules >= 4;

    internal bool RanksByLength => Rules >= 5 && Objective.Refines;

    /// <summary>What the algorithms may know.</summary>
    [JsonIgnore]
    public AlgorithmContext Context => new(Seed, Space, Objective, Trials, PointsToEvaluate.Length)
    {
        Objectives = Objectives,
        Constraints = Constraints,
        Rules = Rules ?? 0,
    };

    /// <summary>All objectives, the first one first.</summary>
    [JsonIgnore]
    public ImmutableArray<Objective> Objectives => [Objective, .. FurtherObjectives];

    /// <summary>The metrics it cannot do without, each once: those of its objectives first, then those of its
    /// constraints.</summary>
    internal IEnumerable<string> NeededMetrics() =>
        Objectives.Select(objective => objective.Metric).Concat(Constraints.Select(each => each.Metric)).Distinct();

    internal bool HasObjectives(MetricSet metrics)
    {
        foreach (var further in FurtherObjectives)
        {
            if (!metrics.TryGet(further.Metric, out _))
            {
                return false;
            }
        }

        return metrics.TryGet(Objective.Metric, out _);
    }

    internal bool IsObjective(string metric) => Objectives.Any(objective => objective.Metric == metric);

    /// <summary>A report as the algorithms of this experiment see it.</summary>
    public Observation Observe(TrialId trial, int iteration, MetricSet metrics) =>
        new(trial, iteration, Objective.ScoreOf(metrics), metrics)
        {
            Violation = MetricConstraint.Total(Constraints, metrics),
            IsPartial = TellsPartial && !HasObjectives(metrics),
        };

    /// <summary>What a report is worth as a result: its score, <see cref="Score.Worst"/> if it breaks a constraint or
    /// lacks a further objective.</summary>
    public Score ResultOf(MetricSet metrics)
    {
        foreach (var further in FurtherObjectives)
        {
            if (further.ScoreOf(metrics).IsWorst)
            {
                return Score.Worst;
            }
        }

        return MetricConstraint.Total(Constraints, metrics) > 0 ? Score.Worst : Objective.ScoreOf(metrics);
    }

    /// <summary>Whether a name can be used.</summary>
    public static bool IsName(string? name) => PlainName.Is(name);

    /// <summary>
    /// What is wrong, one sentence each, naming the field and what is allowed; empty when all is well.
    /// </summary>
    public IEnumerable<string> Problems() => SpecProblems.Of(this);
}
