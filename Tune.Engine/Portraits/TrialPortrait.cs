using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>
/// What people see of a trial. Folded from the events by <see cref="PortraitFold"/>, which alone changes it; setters
/// are for stores that read one back.
/// </summary>
public sealed class TrialPortrait(TrialId trial)
{
    /// <summary>Its number.</summary>
    public TrialId Trial => trial;

    /// <summary>Its configuration now.</summary>
    public Configuration Config { get; set; } = Configuration.Empty;

    /// <summary>Where it stands.</summary>
    public TrialStatus Status { get; set; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; set; } = "";

    /// <summary>How many attempts broke.</summary>
    public int Failures { get; set; }

    /// <summary>How many attempts lost their node or owner.</summary>
    public int Losses { get; set; }

    /// <summary>Reports of all attempts.</summary>
    public int Reports { get; set; }

    /// <summary>What of its work stands.</summary>
    public TrialLine Line { get; init; } = new();

    /// <summary>The error of the last broken attempt with its log, or null.</summary>
    public AttemptOutcome.Failed? Error { get; set; }

    /// <summary>Its last event.</summary>
    public Moment Last { get; set; }

    /// <summary>Whether it was enqueued by hand.</summary>
    public bool IsByHand { get; init; }

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; set; } = TagSet.Empty;

    /// <summary>What people have noted about it, or empty.</summary>
    public string Note { get; set; } = "";

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public Moment? Deleted { get; set; }

    /// <summary>Running time of all ended attempts.</summary>
    public TimeSpan Used { get; set; }

    /// <summary>Its attempts, the first one first.</summary>
    public List<AttemptPortrait> Attempts { get; init; } = [];

    /// <summary>The latest attempt; null before the first.</summary>
    public AttemptPortrait? Latest => Attempts.Count > 0 ? Attempts[^1] : null;

    /// <summary>Up to which iteration the reports of each attempt stand, in the order of <see cref="Attempts"/>: -1
    /// for an attempt whose work is rolled back altogether, <see cref="int.MaxValue"/> for the latest.</summary>
    public int[] StandsTo()
    {
        var to = new int[Attempts.Count];
        Array.Fill(to, -1);
        var (at, until) = (Attempts.Count - 1, int.MaxValue);
        while (at >= 0)
        {
            to[at] = until;
            var run = Attempts[at];
            (at, until) = (Attempts.FindLastIndex(at, other => other.Attempt == run.Follows), run.FollowsTo);
        }

        return to;
    }

    /// <summary>Whether there are reports that no longer stand.</summary>
    public bool IsRolledBack()
    {
        if (Attempts.Count < 2)
        {
            return false;
        }

        var to = StandsTo();
        return Attempts.Where((run, i) => run.Reports > 0 && run.Iteration > to[i]).Any();
    }

    /// <summary>Its attempts as answers that stay as they are.</summary>
    public IEnumerable<AttemptSummary> AttemptSummaries() =>
        Attempts.Zip(StandsTo(), (run, standsTo) => run.ToSummary(Trial, standsTo));

    /// <summary>As an answer that stays as it is.</summary>
    public TrialSummary ToSummary() => new()
    {
        Trial = Trial,
        Config = Config,
        Status = Status,
        Why = Why,
        Attempts = Attempts.Count,
        Failures = Failures,
        Reports = Reports,
        Iteration = Line.Reach,
        LastMetrics = Line.Metrics,
        BestScore = Line.Best?.Score ?? Score.Worst,
        BestIteration = Line.Best?.Iteration ?? 0,
        BestConfig = Line.Best?.Config ?? Config,
        Checkpoint = Line.Held.Count > 0 ? Line.Held[^1].Checkpoint : null,
        BestCheckpoint = Line.BestCheckpoint,
        Error = Error,
        Started = Attempts.Count > 0 ? Attempts[0].Started : default,
        Last = Last,
        Used = Used,
        IsByHand = IsByHand,
        Tags = Tags,
        Note = Note,
        Deleted = Deleted,
    };
}
