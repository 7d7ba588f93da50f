using Tune.Engine.Checkpoints;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>What schedulers, searchers and stop rules are told, in journal order.</summary>
public abstract record TrialFact(TrialId Trial)
{
    /// <summary>A new trial exists. It will run; nothing is known of it yet.</summary>
    public sealed record Added(TrialId Trial, Configuration Config) : TrialFact(Trial)
    {
        /// <summary>Whether nobody was asked for it: a user enqueued it, on top of the trials that were planned, at a
        /// time of the user's choosing. Default false.</summary>
        public bool ByHand { get; init; }
    }

    /// <summary>A report was judged. Told for every report whose iteration the trial had not reached before.</summary>
    /// <param name="Seen">The report, with its score.</param>
    /// <param name="Decision">
    /// The decision as recorded: the scheduler's own, or Stop from a stop rule or the user.
    /// </param>
    public sealed record Judged(Observation Seen, Decision Decision) : TrialFact(Seen.Trial);

    /// <summary>The trial is paused and its checkpoint is safe: it may be resumed from now on.</summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Iteration">The last iteration it was judged at.</param>
    /// <param name="Checkpoint">What it would go on from.</param>
    public sealed record Parked(TrialId Trial, int Iteration, CheckpointRef? Checkpoint = null) : TrialFact(Trial);

    /// <summary>A parked trial has been given a slot again.</summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="As">The clone it goes on as; null if it goes on as it was.</param>
    public sealed record Resumed(TrialId Trial, Decision.CloneFrom? As = null) : TrialFact(Trial);

    /// <summary>A trial that had ended Errored runs again, because the user has mended what broke it. It is told as one
    /// that has just begun: what it reports above the iteration is judged, also where it had been before. Schedulers
    /// compare it from there on, and no more by what it had reported when it failed; searchers go on counting it as
    /// failed until it comes to rest again, and its new result takes the place of the failure.</summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Config">What it trains with.</param>
    /// <param name="Iteration">From which iteration on it trains; 0 from nothing.</param>
    public sealed record Reopened(TrialId Trial, Configuration Config, int Iteration) : TrialFact(Trial);

    /// <summary>The trial is over for good, unless it errored and is reopened. Its earlier reports keep their meaning.
    /// </summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Status">Completed, Stopped or Errored.</param>
    public sealed record Ended(TrialId Trial, TrialStatus Status) : TrialFact(Trial);
}
