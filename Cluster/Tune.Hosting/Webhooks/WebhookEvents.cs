namespace Tune.Hosting.Webhooks;

/// <summary>What a <see cref="Webhook"/> is told of.</summary>
[Flags]
public enum WebhookEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A trial was given slots (<c>attempt</c>).</summary>
    TrialStarted = 1,

    /// <summary>A trial has reported (<c>report</c>): the most by far.</summary>
    TrialReported = 2,

    /// <summary>A trial was paused, stopped or became a clone (<c>decision</c>).</summary>
    TrialDecided = 4,

    /// <summary>A trial is over (<c>trial_ended</c>).</summary>
    TrialEnded = 8,

    /// <summary>An experiment is over (<c>experiment_ended</c>), with its best result.</summary>
    ExperimentEnded = 16,
}
