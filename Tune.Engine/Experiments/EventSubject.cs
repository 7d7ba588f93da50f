using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>Whom events are about.</summary>
public static class EventSubject
{
    /// <summary>The trial that an event is about; null if it is about the experiment.</summary>
    public static TrialId? TrialOf(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.TrialProposed e => e.Trial,
        ExperimentEvent.AttemptStarted e => e.Trial,
        ExperimentEvent.Reported e => e.Trial,
        ExperimentEvent.Decided e => e.Trial,
        ExperimentEvent.CheckpointSaved e => e.Trial,
        ExperimentEvent.CheckpointDropped e => e.Trial,
        ExperimentEvent.CheckpointLost e => e.Trial,
        ExperimentEvent.AttemptEnded e => e.Trial,
        ExperimentEvent.TrialEnded e => e.Trial,
        ExperimentEvent.TrialReopened e => e.Trial,
        ExperimentEvent.MessageRefused e => e.Trial,
        ExperimentEvent.Acted e => TrialOf(e.Act),
        _ => null,
    };

    /// <summary>The trial that something is done to; null if it is done to the experiment.</summary>
    public static TrialId? TrialOf(UserAct act) => act switch
    {
        UserAct.StopTrial stop => stop.Trial,
        UserAct.Annotate annotate => annotate.Trial,
        UserAct.Delete delete => delete.Trial,
        UserAct.Restore restore => restore.Trial,
        _ => null,
    };
}
