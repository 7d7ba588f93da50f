using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Hosting.Json;

namespace Tune.Hosting.Results.Reports;

/// <summary>What was decided in an experiment, counted.</summary>
internal sealed class ReportDecisions
{
    private readonly SortedDictionary<string, (long Count, int First, int Last)> _counts =
        new(StringComparer.Ordinal);

    public static async Task<ReportDecisions> OfAsync(IAsyncEnumerable<ExperimentEvent> events)
    {
        var decisions = new ReportDecisions();
        await foreach (var fact in events)
        {
            if (fact is ExperimentEvent.Decided decided)
            {
                decisions.Add(decided);
            }
        }

        return decisions;
    }

    public void Write(TextWriter output)
    {
        if (_counts.Count == 0)
        {
            output.WriteLine("<p class=\"muted\">Nothing was decided.</p>");
            return;
        }

        ReportTable.Write(
            output, ["Decision", "#Times", "#From iteration", "#To iteration"],
            _counts.Select(pair => (IEnumerable<string>)
            [
                pair.Key, ReportText.Number(pair.Value.Count), ReportText.Number(pair.Value.First),
                ReportText.Number(pair.Value.Last),
            ]));
    }

    private void Add(ExperimentEvent.Decided decided)
    {
        var word = decided.Decision is Decision.Stop stop
            ? $"stop: {Why(stop.Reason)}"
            : DecisionText.Word(decided.Decision);
        var (count, first, last) = _counts.GetValueOrDefault(word, (0, int.MaxValue, 0));
        _counts[word] =
            (count + 1, Math.Min(first, decided.Iteration), Math.Max(last, decided.Iteration));
    }

    private static string Why(StopReason reason) => reason switch
    {
        StopReason.BudgetUsed => "trained to its end",
        StopReason.Culled => "worse than others",
        StopReason.Rule => "a stop rule",
        StopReason.User => "asked for",
        _ => reason.ToString(),
    };
}
