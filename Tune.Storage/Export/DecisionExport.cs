using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Storage.Export;

/// <summary>Decisions as CSV: <c>decision</c> is continue, pause, stop or clone; <c>reason</c> and <c>why</c> belong
/// to a stop, <c>donor</c> to a clone; <c>inputs_hash</c> has 16 hexadecimal digits.</summary>
internal static class DecisionExport
{
    private static readonly string[] s_headings =
    [
        .. ReportColumns.Fixed, "decision", "reason", "why", "donor", "inputs_hash",
    ];

    public static long Write(IEnumerable<ExperimentEvent> events, TextWriter output)
    {
        var csv = new CsvText(output);
        foreach (var heading in s_headings)
        {
            csv.Text(heading);
        }

        csv.EndLine();
        long rows = 0;
        foreach (var decided in events.OfType<ExperimentEvent.Decided>())
        {
            WriteRow(csv, decided);
            rows++;
        }

        csv.Flush();
        return rows;
    }

    private static void WriteRow(CsvText csv, ExperimentEvent.Decided decided)
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
        }
        else
        {
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
