using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Retention;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// Everything an experiment is, folded from its events by <see cref="ExperimentMachine.Apply"/>, which alone changes
/// it. Trials that are over leave nothing here but counts, so memory does not grow with their number; only those that
/// failed for good are remembered, because they may be given another chance, and in a finite space a number for each
/// configuration that was tried.
/// </summary>
/// <remarks>
/// Used linearly: Apply consumes the state it is given and returns the one to go on with. Not thread-safe.
/// See ARCHITECTURE.md for why the fold is in place.
/// </remarks>
public sealed partial class ExperimentState
{
    private readonly int[] _ended = new int[Enum.GetValues<TrialStatus>().Length];
    private LinePoint? _crowned;
    private long _failures;

    internal Dictionary<TrialId, TrialState> Live { get; } = [];

    internal SortedDictionary<TrialId, TrialState> Failed { get; } = [];

    internal SortedSet<TrialId> PendingTrials { get; } = [];

    internal SortedSet<TrialId> RunningTrials { get; } = [];

    internal Dictionary<string, SlotSet> Held { get; } = new(StringComparer.Ordinal);

    internal IScheduler Scheduler { get; set; } = null!;

    internal ISearcher Searcher { get; set; } = null!;

    internal Stopper? Stopper { get; set; }

    internal Podium Podium { get; } = new();

    internal TriedPoints? Tried { get; set; }

    internal ActMemory Acts { get; } = new();

    /// <summary>How many of the trials came of the searcher or of the points to evaluate: what
    /// <see cref="ExperimentSpec.Trials"/> counts.</summary>
    internal int ProposedByPlan => Proposed - Acts.Enqueued;

    /// <summary>Whether the experiment has been created.</summary>
    public bool Exists => Spec is not null;

    /// <summary>The spec now in force; null before creation.</summary>
    public ExperimentSpec? Spec { get; internal set; }

    /// <summary>The spec it was created with, which its algorithms were made of.</summary>
    internal ExperimentSpec? Born { get; private set; }

    /// <summary>Where it stands.</summary>
    public ExperimentStatus Status { get; internal set; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; internal set; } = "";

    /// <summary>The latest session.</summary>
    public Term Term { get; internal set; }

    /// <summary>Whether that session has neither been closed nor replaced.</summary>
    public bool IsOpen { get; internal set; }

    /// <summary>Whether the session is leaving.</summary>
    public bool IsDraining { get; internal set; }

    /// <summary>The instant of the last event.</summary>
    public Moment Last { get; internal set; }

    /// <summary>How many trials have been proposed; also the next trial's number.</summary>
    public int Proposed { get; internal set; }

    /// <summary>Reports in the journal.</summary>
    public long Reports { get; internal set; }

    /// <summary>The metrics the experiment needs that no report had in it, usable or not.</summary>
    internal List<string> Unreported { get; set; } = [];

    /// <summary>Whether a report had all objectives in it, usable or not.</summary>
    internal bool HasWhole { get; set; }

    /// <summary>The metrics the experiment needs that no judged report had a finite value of.</summary>
    internal List<string> Unusable { get; set; } = [];

    /// <summary>Decisions in the journal.</summary>
    public long Decisions { get; internal set; }

    /// <summary>Messages refused by the fence.</summary>
    public long Refusals { get; internal set; }

    /// <summary>The best report that stands (<see cref="TrialLine"/>); null before the first usable one.</summary>
    public BestResult? Best { get; private set; }

    /// <summary>The first error that ended one of the failed trials, or empty.</summary>
    public string FirstError => Failed.Values.MinBy(trial => trial.FailedAs.Order)?.FailedAs.Why ?? "";

    /// <summary>A chain over every fact the algorithms were told.</summary>
    public ulong InputsHash { get; internal set; } = Mix.Start;

    /// <summary>The checkpoints held.</summary>
    public CheckpointLedger Checkpoints { get; } = new();

    /// <summary>The slots that the experiment has by node, as far as they were noted.</summary>
    public IReadOnlyDictionary<string, SlotSet> SlotsHeld => Held;

    /// <summary>Trials that are not over, by number.</summary>
    public IReadOnlyDictionary<TrialId, TrialState> Trials => Live;

    /// <summary>The trials that failed for good, in the order of their numbers; they may be given another chance.
    /// </summary>
    public IEnumerable<TrialId> FailedTrials => Failed.Keys;

    /// <summary>How many trials run now.</summary>
    public int Running => RunningTrials.Count;

    /// <summary>The trials that run now, in the order of their numbers.</summary>
    public IEnumerable<TrialState> RunningInOrder => RunningTrials.Select(id => Live[id]);

    /// <summary>Whether it is in the recycle bin.</summary>
    public bool IsDeleted => Acts.IsDeleted;

    /// <summary>Whether it is over and nothing runs any more.</summary>
    public bool IsOver => Exists && HasEnded && Running == 0;

    /// <summary>Whether it is neither active nor paused; something may still be running.</summary>
    public bool HasEnded => Status is not (ExperimentStatus.Active or ExperimentStatus.Paused);

    /// <summary>How many trials stand at a status.</summary>
    public int Count(TrialStatus status) => status switch
    {
        TrialStatus.Pending => PendingTrials.Count,
        TrialStatus.Running => RunningTrials.Count,
        TrialStatus.Paused => Live.Count - PendingTrials.Count - RunningTrials.Count,
        _ => _ended[(int)status],
    };

    /// <summary>It is created: nothing has been tried, and no algorithm remembers anything.</summary>
    internal void Begin(ExperimentSpec spec)
    {
        (Spec, Born) = (spec, spec);
        Checkpoints.LongestFirst = spec.RanksByLength;
        Unreported = [.. spec.NeededMetrics()];
        Unusable = [.. Unreported];
        Tried = TriedPoints.Of(spec);
        Scheduler = spec.Scheduler.Create(spec.Context);
        Searcher = spec.Searcher.Create(spec.Context);
        Stopper = spec.Stop?.Create(spec.Objective, spec.TellsPartial, spec.RanksByLength);
    }

    internal void Fail(TrialState trial, string why)
    {
        trial.FailedAs = (_failures++, why);
        trial.LastDecision = Decision.Continue.Instance;
        Failed.Add(trial.Id, trial);
    }

    internal void CountEnded(TrialStatus status) => _ended[(int)status]++;

    internal void CountReopened(TrialStatus status) => _ended[(int)status]--;

    /// <summary>Keeps the two views of the one status in step.</summary>
    internal void Move(TrialState trial, TrialStatus status)
    {
        PendingTrials.Remove(trial.Id);
        RunningTrials.Remove(trial.Id);
        trial.Status = status;
        if (status == TrialStatus.Pending)
        {
            PendingTrials.Add(trial.Id);
        }
        else if (status == TrialStatus.Running)
        {
            RunningTrials.Add(trial.Id);
        }
    }

    /// <summary>A trial's next attempt would start from another checkpoint than before: that one is kept.</summary>
    internal void Pin(CheckpointRef? checkpoint, CheckpointRef? instead)
    {
        if (ReferenceEquals(checkpoint, instead))
        {
            return;
        }

        if (checkpoint is not null)
        {
            Checkpoints.Pin(checkpoint.Digest);
        }

        if (instead is not null)
        {
            Checkpoints.Unpin(instead.Digest);
        }
    }

    /// <summary>The best trials have changed.</summary>
    internal void Crown()
    {
        var first = Podium.Top.Count == 0 ? null : Podium.Top[0];
        if (!ReferenceEquals(first?.Best, _crowned))
        {
            (_crowned, Best) = (first?.Best, first is null ? null : BestResult.Of(first, Spec!.Objective));
        }
    }

    internal void Tell(TrialFact fact)
    {
        Scheduler.Observe(fact);
        Searcher.Observe(fact);
    }
}
