using Tune.Engine.Experiments;

namespace Tune.Engine.Results;

/// <summary>Where an experiment stands, in a word.</summary>
internal static class StatusWord
{
    public static string Word(this ExperimentStatus status, bool isOpen) => status switch
    {
        ExperimentStatus.Active => isOpen ? "active" : "interrupted",
        ExperimentStatus.Paused => "paused",
        ExperimentStatus.Finished => "finished",
        ExperimentStatus.Stopped => "stopped",
        _ => "failed",
    };
}
