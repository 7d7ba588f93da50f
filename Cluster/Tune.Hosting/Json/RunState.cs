using Tune.Engine.Experiments;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Json;

/// <summary>The three words in which a run's end is told to scripts.</summary>
internal static class RunState
{
    public const string Finished = "Finished";
    public const string Interrupted = "Interrupted";
    public const string Failed = "Failed";

    public static string Of(SweepSnapshot end) => Of(end.Status);

    public static string Of(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Finished or ExperimentStatus.Stopped => Finished,
        ExperimentStatus.Failed => Failed,
        _ => Interrupted,
    };
}
