using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>
/// What people see of an experiment as a whole: a screen, a table, a viewer. Folded from its events by
/// <see cref="PortraitFold"/>, which alone changes it; setters are for stores that read one back.
/// </summary>
public sealed class ExperimentPortrait(string name)
{
    /// <summary>How many errors <see cref="Errors"/> has at most.</summary>
    public const int ErrorsMax = 3;

    private int[]? _levels;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The spec now in force; null before it was created.</summary>
    public ExperimentSpec? Spec { get; set; }

    /// <summary>Where it stands.</summary>
    public ExperimentStatus Status { get; set; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; set; } = "";

    /// <summary>Whether an owner has it open.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether that owner is leaving.</summary>
    public bool IsDraining { get; set; }

    /// <summary>The latest session.</summary>
    public Term Session { get; set; }

    /// <summary>How many sessions there were.</summary>
    public int Sessions { get; set; }

    /// <summary>How many trials were proposed.</summary>
    public int Proposed { get; set; }

    /// <summary>Reports of all attempts.</summary>
    public long Reports { get; set; }

    /// <summary>Decisions.</summary>
    public long Decisions { get; set; }

    /// <summary>Messages that the fence refused.</summary>
    public long Refusals { get; set; }

    /// <summary>Events taken in: the position in the journal that all this is true for.</summary>
    public long Position { get; set; }

    /// <summary>When it was created.</summary>
    public Moment Created { get; set; }

    /// <summary>Its last event, and how long it has been active up to there.</summary>
    public Moment Last { get; set; }

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; set; } = TagSet.Empty;

    /// <summary>What people have noted about it, or empty.</summary>
    public string Note { get; set; } = "";

    /// <summary>The name to show, or empty for its name.</summary>
    public string Title { get; set; } = "";

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public Moment? Deleted { get; set; }

    /// <summary>How many of its trials were enqueued by hand.</summary>
    public int Enqueued { get; set; }

    /// <summary>The trials that are in the recycle bin.</summary>
    public SortedSet<TrialId> DeletedTrials { get; init; } = [];

    /// <summary>How many trials stand at each status, indexed by it.</summary>
    public int[] Counts { get; init; } = new int[Enum.GetValues<TrialStatus>().Length];

    /// <summary>How many trials have come to each rung, lowest first; empty if the scheduler has no rungs.</summary>
    public int[] Reached { get; set; } = [];

    /// <summary>The best trials.</summary>
    public Podium Podium { get; init; } = new();

    /// <summary>The trials that are not over.</summary>
    public SortedSet<TrialId> Going { get; init; } = [];

    /// <summary>The trials that failed for good with a result that counts, unless they are reopened: what they have may
    /// yet be rolled back, so they are not settled (<see cref="Podium.Settled"/>).</summary>
    public SortedSet<TrialId> Failed { get; init; } = [];

    /// <summary>The last errors, oldest first, at most <see cref="ErrorsMax"/>.</summary>
    public IReadOnlyList<string> Errors { get; set; } = [];

    /// <summary>The programs that drove its sessions, each once, the latest one last, at most
    /// <see cref="ExperimentSummary.ProgramsMax"/>.</summary>
    public IReadOnlyList<ProgramRecord> Programs { get; set; } = [];

    /// <summary>The rungs of its scheduler, lowest first.</summary>
    public IReadOnlyList<int> Levels => Spec is null ? [] : _levels ??= [.. Spec.Scheduler.RungLevels()];

    /// <summary>The best report that stands, of a trial that is not deleted; null before the first usable one, and when
    /// all of the <see cref="Podium.Places"/> best trials are deleted.</summary>
    public BestResult? Best => Spec is not null
        && Podium.Top.FirstOrDefault(placed => !DeletedTrials.Contains(placed.Trial)) is { } best
            ? BestResult.Of(best, Spec.Objective) : null;

    /// <summary>How far it came, if it has ended with no trial trained to its end; else null.</summary>
    public Shortfall? Shortfall
    {
        get
        {
            var longest = Reached.Zip(Levels).LastOrDefault(rung => rung.First > 0).Second;
            return Status == ExperimentStatus.Finished && Count(TrialStatus.Completed) == 0
                && longest > 0 && longest < Levels[^1] ? new Shortfall(longest, Levels[^1]) : null;
        }
    }

    /// <summary>How many trials stand at a status.</summary>
    public int Count(TrialStatus status) => Counts[(int)status];

    /// <summary>At a glance; null before it was created.</summary>
    public ExperimentGlance? ToGlance() => Spec is null ? null : ToGlance(Spec, Best);

    private ExperimentGlance ToGlance(ExperimentSpec spec, BestResult? best) => new()
    {
        Name = Name,
        Position = Position,
        Objective = spec.Objective,
        Status = Status,
        Why = Why,
        IsOpen = IsOpen,
        IsDraining = IsDraining,
        Session = Session,
        Trials = spec.Trials,
        Proposed = Proposed,
        Counts = [.. Counts],
        Reports = Reports,
        BestTrial = best?.Trial,
        BestValue = best?.Value ?? double.NaN,
        Created = Created,
        Last = Last,
        Title = Title,
        Tags = Tags,
        Deleted = Deleted,
        Enqueued = Enqueued,
    };

    internal void Saw(ProgramRecord program) => Programs =
        [.. Programs.Where(known => known != program).TakeLast(ExperimentSummary.ProgramsMax - 1), program];

    /// <summary>As an answer that stays as it is; null before it was created.</summary>
    public ExperimentSummary? ToSummary() => Spec is null ? null : new ExperimentSummary
    {
        Name = Name,
        Spec = Spec,
        Status = Status,
        IsOpen = IsOpen,
        Why = Why,
        Trials = Proposed,
        Reports = Reports,
        Events = Position,
        Best = Best,
        Shortfall = Shortfall,
        Programs = [.. Programs],
        Created = Created,
        Last = Last,
        Title = Title,
        Note = Note,
        Tags = Tags,
        Deleted = Deleted,
        Enqueued = Enqueued,
    };
}
