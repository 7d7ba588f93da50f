using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>Configurations as CSV, a line each, in the order of their first trials: <c>trials</c> is how many had it,
/// <c>measured</c> how many of them have a usable value; <c>mean, spread, lowest, highest</c> are over the best values
/// of those, <c>spread</c> is the sample standard deviation; where reports refine one estimate, only the longest
/// trained are measured. Then the parameters in the order of the space.</summary>
internal static class ConfigurationExport
{
    private static readonly string[] s_fixed =
        ["first_trial", "trials", "measured", "mean", "spread", "lowest", "highest"];

    public static async Task<long> WriteAsync(IAsyncEnumerable<ExperimentEvent> events, TextWriter output)
    {
        var portrait = new WholePortrait("");
        await foreach (var fact in events)
        {
            portrait.Apply(fact);
        }

        var spec = portrait.Experiment.Spec;
        var tally = new ConfigurationTally(spec?.Objective ?? new Objective("", Mode.Max));
        var longest = spec?.Objective.Refines == true
            ? portrait.Trials.Select(trial => trial.Line.Best?.Iteration ?? 0).DefaultIfEmpty(0).Max()
            : 0;
        foreach (var trial in portrait.Trials)
        {
            var best = trial.Line.Best;
            tally.Add(
                trial.Trial, best?.Config ?? trial.Config,
                best is null || best.Iteration < longest ? Score.Worst : best.Score);
        }

        return Write(tally.Summaries(), [.. spec?.Space.Parameters.Select(each => each.Name) ?? []], output);
    }

    private static long Write(
        IReadOnlyList<ConfigurationSummary> configurations, string[] parameters, TextWriter output)
    {
        var csv = new CsvText(output);
        foreach (var heading in s_fixed.Concat(parameters.Select(name =>
            s_fixed.Contains(name, StringComparer.Ordinal) ? "config/" + name : name)))
        {
            csv.Text(heading);
        }

        csv.EndLine();
        foreach (var each in configurations)
        {
            csv.Number(each.Trials[0].Number);
            csv.Number(each.Trials.Length);
            csv.Number(each.Measured);
            foreach (var value in (double[])[each.Mean, each.Spread, each.Lowest, each.Highest])
            {
                csv.NumberOrAbsent(double.IsNaN(value) ? null : value);
            }

            foreach (var name in parameters)
            {
                Write(csv, each.Config, name);
            }

            csv.EndLine();
        }

        csv.Flush();
        return configurations.Count;
    }

    private static void Write(CsvText csv, Configuration config, string name)
    {
        if (config.TryGet(name, out var value))
        {
            csv.Text(value.ToString());
        }
        else
        {
            csv.Absent();
        }
    }
}
