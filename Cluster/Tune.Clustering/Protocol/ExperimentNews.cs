using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>What somebody who watches an experiment is told.</summary>
public abstract record ExperimentNews(string Experiment);

/// <summary>Where an experiment stands. Sent four times a second at most while something changes.</summary>
public sealed record ExperimentProgress(string Experiment) : ExperimentNews(Experiment), IWireMessage
{
    /// <summary>The most trials that <see cref="Running"/> lists.</summary>
    public const int RunningMax = 1000;

    /// <summary>Its status in the journal.</summary>
    public ExperimentStatus Status { get; init; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether it exists at all.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether its session is open; when it is closed nothing will happen until somebody resumes it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The latest session, open or not; 0 before the first.</summary>
    public Term Session { get; init; }

    /// <summary>Whether the session is leaving.</summary>
    public bool IsDraining { get; init; }

    /// <summary>How many trials were asked for; null if only time or the space limits them.</summary>
    public int? Trials { get; init; }

    /// <summary>Trials proposed so far.</summary>
    public int Proposed { get; init; }

    /// <summary>How many trials stand where.</summary>
    public TrialCounts Counts { get; init; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Reports in the journal.</summary>
    public long Reports { get; init; }

    /// <summary>Decisions in the journal.</summary>
    public long Decisions { get; init; }

    /// <summary>Messages the fence refused.</summary>
    public long Refusals { get; init; }

    /// <summary>Orders of earlier owners that nodes have refused.</summary>
    public long RefusedOrders { get; init; }

    /// <summary>The best report so far, or null.</summary>
    public BestResult? Best { get; init; }

    /// <summary>How long the experiment has been active in all sessions.</summary>
    public TimeSpan Active { get; init; }

    /// <summary>The trials that run, in the order of their numbers, up to <see cref="RunningMax"/> of them;
    /// <see cref="Counts"/> has their number.</summary>
    public ImmutableArray<RunningTrial> Running { get; init; } = [];

    /// <summary>How many slots the experiment holds.</summary>
    public int Slots { get; init; }

    /// <summary>Why nothing can be placed, for example <c>needs 2 gpu; the largest node has 1</c>; otherwise
    /// empty.</summary>
    public string Pending { get; init; } = "";

    /// <summary>Why the store takes nothing at the moment, or empty. Trials wait; nothing is lost.</summary>
    public string StoragePaused { get; init; } = "";
}

/// <summary>How many trials stand at each status.</summary>
public sealed record TrialCounts(int Pending, int Running, int Paused, int Completed, int Stopped, int Errored);

/// <summary>A trial that runs now.</summary>
/// <param name="Trial">Which.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Where">On which nodes, in which slots.</param>
/// <param name="Iteration">The last iteration it reported, or started from.</param>
/// <param name="Leaving">Whether it was told to leave.</param>
public sealed record RunningTrial(
    TrialId Trial, Attempt Attempt, Allocation Where, int Iteration, Leaving Leaving);

/// <summary>One sentence somebody should know that is not part of the experiment's history.</summary>
public sealed record ExperimentNotice(string Experiment, string Text) : ExperimentNews(Experiment), IWireMessage;

/// <summary>
/// The experiment's owner broke and has let go of it. What is in the journal stays; resuming may help.
/// </summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Why">What broke.</param>
public sealed record ExperimentBroken(string Experiment, string Why) : ExperimentNews(Experiment), IWireMessage;
