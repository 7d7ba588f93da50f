using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Export;

/// <summary>Configurations as CSV, a line each, in the order of their first trials: <c>trials</c> is how many had it,
/// <c>measured</c> how many of them have a usable value; <c>mean, spread, lowest, highest</c> are over the best values
/// of those, <c>spread</c> is the sample standard deviation. Then the parameters in the order of the space.</summary>
internal static class ConfigurationExport
{
    private static readonly string[] s_fixed =
        ["first_trial", "trials", "measured", "mean", "spread", "lowest", "highest"];

    public static long Write(IEnumerable<ExperimentEvent> events, TextWriter output)
    {
        ExperimentSpec? spec = null;
        var trials = new SortedDictionary<TrialId, (Configuration Now, Configuration Config, Score Best)>();
        foreach (var fact in events)
        {
            spec = fact is ExperimentEvent.Created created ? created.Spec : spec;
            Take(fact, spec, trials);
        }

        var tally = new ConfigurationTally(spec?.Objective ?? new Objective("", Mode.Max));
        foreach (var (trial, (_, config, best)) in trials)
        {
            tally.Add(trial, config, best);
        }

        return Write(tally.Summaries(), [.. spec?.Space.Parameters.Select(each => each.Name) ?? []], output);
    }

    private static void Take(
        ExperimentEvent fact, ExperimentSpec? spec,
        SortedDictionary<TrialId, (Configuration Now, Configuration Config, Score Best)> trials)
    {
        switch (fact)
        {
            case ExperimentEvent.TrialProposed proposed:
                trials[proposed.Trial] = (proposed.Config, proposed.Config, Score.Worst);
                break;
            case ExperimentEvent.Reported reported when spec!.ResultOf(reported.Metrics) is var score
                && score > trials[reported.Trial].Best:
                var now = trials[reported.Trial].Now;
                trials[reported.Trial] = (now, now, score);
                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } decided:
                var (_, old, best) = trials[decided.Trial];
                trials[decided.Trial] = (clone.Config, best.IsWorst ? clone.Config : old, best);
                break;
            default:
                break;
        }
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
                Write(csv, double.IsNaN(value) ? null : value);
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

    private static void Write(CsvText csv, double? value)
    {
        if (value is { } number)
        {
            csv.Number(number);
        }
        else
        {
            csv.Absent();
        }
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
