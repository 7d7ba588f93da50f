using Tune.Engine.Experiments;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>Names of MLflow's experiments, which may be any text, as names of ours.</summary>
internal static class MlflowNames
{
    /// <summary>The name an experiment gets unless it is told another one: its own, with '-' for what no name has.
    /// </summary>
    public static string Of(MlflowExperiment experiment)
    {
        var letters = experiment.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
        var name = string.Concat(letters.Take(ExperimentSpec.NameLengthMax)).Trim('.', '-');
        return ExperimentSpec.IsName(name) ? name : $"mlflow-{experiment.Id}";
    }
}
