using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>What people see of one attempt.</summary>
/// <param name="attempt">Which.</param>
/// <param name="where">On which nodes, in which slots.</param>
/// <param name="started">When it started.</param>
/// <param name="fromIteration">The iteration of the checkpoint it started from; 0 for none.</param>
public sealed class AttemptPortrait(Attempt attempt, Allocation where, Moment started, int fromIteration)
{
    /// <summary>Which attempt of its trial.</summary>
    public Attempt Attempt => attempt;

    /// <summary>On which nodes, in which slots.</summary>
    public Allocation Where => where;

    /// <summary>When it started.</summary>
    public Moment Started => started;

    /// <summary>The iteration of the checkpoint it started from; 0 for none.</summary>
    public int FromIteration => fromIteration;

    /// <summary>The attempt whose work it goes on with; 0 for a start from nothing.</summary>
    public Attempt Follows { get; set; }

    /// <summary>Up to which iteration of that attempt.</summary>
    public int FollowsTo { get; set; }

    /// <summary>How many reports it made.</summary>
    public int Reports { get; set; }

    /// <summary>The last iteration it reported.</summary>
    public int Iteration { get; set; }

    /// <summary>When it ended; null while it runs.</summary>
    public Moment? Ended { get; set; }

    /// <summary>How it ended; null while it runs.</summary>
    public AttemptOutcome? Outcome { get; set; }

    /// <summary>The last decision about it.</summary>
    public Decision Decision { get; set; } = Decision.Continue.Instance;

    /// <summary>As an answer that stays as it is.</summary>
    /// <param name="trial">Whose attempt it is.</param>
    /// <param name="standsTo">Up to which iteration its reports stand.</param>
    public AttemptSummary ToSummary(TrialId trial, int standsTo) =>
        new(trial, Attempt, Where, Started, Ended, FromIteration, Outcome, Decision) { StandsTo = standsTo };
}
