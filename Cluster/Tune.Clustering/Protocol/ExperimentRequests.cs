using System.Text.Json.Serialization;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>Something a user asks of an experiment. Answered once; sent again until it is.</summary>
internal abstract record ExperimentRequest(string Experiment) : IExperimentMessage
{
    /// <summary>What its answer names.</summary>
    public RequestId Id { get; init; }

    /// <summary>Whether it was sent before: what it asks for may be done already, by an owner that is gone.</summary>
    public bool IsAgain { get; init; }
}

/// <summary>Start it, extend it, or take it up again, and let trials that failed for good run again if there is a
/// chance for them. Answered with Accepted or Refused.</summary>
/// <param name="Spec">What is asked for.</param>
/// <param name="Again">Which trials run again; null for none.</param>
/// <param name="Mark">What is written about it in the same breath: then it must be a new one. Null for nothing.</param>
internal sealed record SubmitExperiment(
    ExperimentSpec Spec, SecondChance? Again = null, SubmitMark? Mark = null) : ExperimentRequest(Spec.Name);

/// <summary>Take it up again as it is stored. Answered with Accepted or Refused.</summary>
internal sealed record ResumeExperiment(string Experiment) : ExperimentRequest(Experiment);

/// <summary>Pause it: running trials save and leave. Answered with Accepted or Refused.</summary>
internal sealed record PauseExperiment(string Experiment) : ExperimentRequest(Experiment);

/// <summary>End it. Answered with Accepted or Refused.</summary>
internal sealed record StopExperiment(string Experiment) : ExperimentRequest(Experiment);

/// <summary>End one of its trials. Answered with Accepted or Refused.</summary>
internal sealed record StopTrial(string Experiment, TrialId Trial) : ExperimentRequest(Experiment);

/// <summary>Do something by hand. Answered with ActTaken or Refused.</summary>
/// <param name="Experiment">To which experiment.</param>
/// <param name="Act">What.</param>
/// <param name="By">Who does it.</param>
internal sealed record ActOnExperiment(
    string Experiment, [property: JsonConverter(typeof(ActConverter))] UserAct Act, ActedBy By)
    : ExperimentRequest(Experiment);

/// <summary>Leave in good order. Answered with Drained once nothing runs and the session is closed, or with
/// Refused.</summary>
internal sealed record DrainExperiment(string Experiment) : ExperimentRequest(Experiment);
