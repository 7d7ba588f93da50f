namespace Tune.Engine.Experiments;

/// <summary>Where an experiment stands.</summary>
public enum ExperimentStatus
{
    /// <summary>Trials are handed out whenever a session is open. Without a session it is interrupted.</summary>
    Active,

    /// <summary>Paused by the user: nothing is handed out until it is resumed.</summary>
    Paused,

    /// <summary>Every trial has had its turn, or the time budget is used. More trials or time reopen it.</summary>
    Finished,

    /// <summary>Ended by the user. More trials reopen it.</summary>
    Stopped,

    /// <summary>Ended because of errors. Resuming tries again.</summary>
    Failed,
}
