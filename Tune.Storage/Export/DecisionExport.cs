using System.Globalization;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Export;

/// <summary>Decisions as CSV: <c>decision</c> is continue, pause, stop or clone; <c>reason</c> and <c>why</c> belong
/// to a stop. A clone has its <c>donor</c>, the <c>donor_iteration</c> of the checkpoint it took, and its
/// configuration before and after as JSON, <c>old_config</c> and <c>new_config</c>. <c>inputs_hash</c> has 16
/// hexadecimal digits.</summary>
internal static class DecisionExport
{
    private static readonly string[] s_headings =
    [
        .. ReportColumns.Fixed, "decision", "reason", "why", "donor", "donor_iteration", "old_config",
        "new_config", "inputs_hash",
    ];

    public static async Task<long> WriteAsync(IAsyncEnumerable<ExperimentEvent> events, TextWriter output)
    {
        var csv = new CsvText(output);
        foreach (var heading in s_headings)
        {
            csv.Text(heading);
        }

        csv.EndLine();
        long rows = 0;
        var configs = new Dictionary<TrialId, Configuration>();
        await foreach (var fact in events)
        {
            switch (fact)
            {
                case ExperimentEvent.TrialProposed proposed:
                    configs[proposed.Trial] = proposed.Config;
                    break;
                case ExperimentEvent.TrialEnded ended:
                    configs.Remove(ended.Trial);
                    break;
                case ExperimentEvent.Decided decided:
                    WriteRow(csv, decided, configs);
                    rows++;
                    break;
                default:
                    break;
            }
        }

        csv.Flush();
        return rows;
    }

    private static void WriteRow(
        CsvText csv, ExperimentEvent.Decided decided, Dictionary<TrialId, Configuration> configs)
    {
        csv.Number(decided.Trial.Number);
        csv.Number(decided.Attempt.Number);
        csv.Number(decided.Sequence);
        csv.Number(decided.Iteration);
        csv.Time(decided.At);
        csv.Raw(Word(decided.Decision));
        if (decided.Decision is Decision.Stop stop)
        {
            csv.Raw(Word(stop.Reason));
            csv.Text(stop.Why);
        }
        else
        {
            csv.Absent();
            csv.Absent();
        }

        if (decided.Decision is Decision.CloneFrom clone)
        {
            csv.Number(clone.Donor.Number);
            csv.Number(clone.Checkpoint.Iteration);
            csv.Text(JsonSerializer.Serialize(configs.GetValueOrDefault(decided.Trial, Configuration.Empty)));
            csv.Text(JsonSerializer.Serialize(clone.Config));
            configs[decided.Trial] = clone.Config;
        }
        else
        {
            csv.Absent();
            csv.Absent();
            csv.Absent();
            csv.Absent();
        }

        csv.Raw(decided.InputsHash.ToString("x16", CultureInfo.InvariantCulture));
        csv.EndLine();
    }

    private static string Word(Decision decision) => decision switch
    {
        Decision.Continue => "continue",
        Decision.Pause => "pause",
        Decision.Stop => "stop",
        Decision.CloneFrom => "clone",
        _ => throw new InvalidOperationException($"The decision {decision.GetType().Name} has no word."),
    };

    private static string Word(StopReason reason) => reason switch
    {
        StopReason.BudgetUsed => "budget_used",
        StopReason.Culled => "culled",
        StopReason.Rule => "rule",
        StopReason.User => "user",
        _ => throw new InvalidOperationException($"The reason {reason} has no word."),
    };
}
