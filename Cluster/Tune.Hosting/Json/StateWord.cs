using Tune.Engine.Results;

namespace Tune.Hosting.Json;

/// <summary>The state of an experiment in one word.</summary>
internal static class StateWord
{
    /// <summary>An experiment that is active without an owner was interrupted.</summary>
    public static string Of(ExperimentSummary experiment) => experiment.State;
}
