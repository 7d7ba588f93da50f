namespace Tune.Engine.Trials;

/// <summary>Where a trial stands. The last three are final.</summary>
public enum TrialStatus
{
    /// <summary>Proposed, or to be continued after a failure or an interruption: waits for a slot.</summary>
    Pending,

    /// <summary>An attempt holds a slot.</summary>
    Running,

    /// <summary>Put aside by the scheduler with its checkpoint; only the scheduler takes it up again.</summary>
    Paused,

    /// <summary>Trained to its end or to its full budget.</summary>
    Completed,

    /// <summary>Ended early by the scheduler, a stop rule or the user; its results count.</summary>
    Stopped,

    /// <summary>Failed more often than the failure policy allows, or in a way that no retry can mend.</summary>
    Errored,
}
