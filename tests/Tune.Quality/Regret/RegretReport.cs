using System.Globalization;
using System.Text;
using Tune.Engine.Metrics;
using Tune.Plots;
using Tune.Plots.Comparing;

namespace Tune.Quality.Regret;

/// <summary>Writes the tables and figures of what has been run.</summary>
internal static class RegretReport
{
    private const string Baseline = "random + asha";
    private const int LinesMax = 8;

    /// <summary>Writes <c>summary.csv</c>, <c>RESULTS.md</c> and a figure for each family.</summary>
    public static void Write(string folder, IReadOnlyList<Problem> problems, IReadOnlyCollection<Run> runs)
    {
        var table = new RegretTable(
            [.. problems.Where(p => runs.Any(r => (r.Key.Family, r.Key.Problem) == (p.Family, p.Name)))], runs);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "summary.csv"), Summary(table));
        File.WriteAllText(Path.Combine(folder, "RESULTS.md"), Page(table));
        foreach (var family in table.Problems.GroupBy(problem => problem.Family))
        {
            Figure(family.Key, [.. family], table).SavePng(Path.Combine(folder, $"regret-{family.Key}.png"));
        }
    }

    private static string Summary(RegretTable table)
    {
        var text = new StringBuilder("family,problem,pair,seeds,mark,median_value,median_regret\n");
        foreach (var problem in table.Problems)
        {
            foreach (var pair in table.PairsOn(problem))
            {
                for (var mark = 0; mark < problem.Marks.Length; mark++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{problem.Family},{problem.Name},{pair},")
                        .Append(CultureInfo.InvariantCulture, $"{table.Seeds(problem, pair)},{problem.Marks[mark]:R},")
                        .Append(CultureInfo.InvariantCulture, $"{table.Value(problem, pair, mark):R},")
                        .Append(CultureInfo.InvariantCulture, $"{table.Regret(problem, pair, mark):R}\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Page(RegretTable table)
    {
        var text = new StringBuilder("# Results\n\nWritten by `Tune.Quality regret`; see README.md beside it.\n");
        foreach (var family in table.Problems.GroupBy(problem => problem.Family))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {family.Key}\n\n")
                .Append(CultureInfo.InvariantCulture, $"![{family.Key}](regret-{family.Key}.png)\n");
            Problem[] all = [.. family];
            var peers = Peers.Of(family.Key);
            if (family.Key == Problems.Bbob)
            {
                GapReport.Write(text, table, all, peers);
            }
            else if (all[0].Iterations == 1)
            {
                Values(text, table, all, peers);
            }
            else
            {
                Regrets(text, table, all, peers);
            }
        }

        return text.ToString();
    }

    // What is found after so many trials, in the problem's own numbers, and the peers' beside.
    private static void Values(StringBuilder text, RegretTable table, Problem[] problems, Peers peers)
    {
        var marks = problems[0].Marks;
        foreach (var mark in new[] { marks.IndexOf(100), marks.Length - 1 }.Distinct())
        {
            var pairs = problems.SelectMany(table.PairsOn).Distinct().Order(StringComparer.Ordinal).ToArray();
            var names = peers.Names;
            Head(text, $"{(peers.AreMeans ? "Mean" : "Median")} of the best value after {marks[mark]:0} trials"
                + (names.Count > 0 ? $"; {peers.What}" : ""), ["", .. problems.Select(p => p.Name)]);
            foreach (var pair in pairs)
            {
                Row(text, [
                    $"{pair.Split(" + ")[0]} ({problems.Min(p => table.Seeds(p, pair))} seeds)",
                    .. problems.Select(p => RegretTable.Text(table.Value(p, pair, mark, peers.AreMeans)))]);
            }

            foreach (var name in names)
            {
                Row(text, [
                    $"*{name}*", .. problems.Select(p => RegretTable.Text(peers.At(p.Name, name, marks[mark])))]);
            }
        }
    }

    // The regret at parts of the budget, over all problems of the family, and who beats the baseline where.
    private static void Regrets(StringBuilder text, RegretTable table, Problem[] problems, Peers peers)
    {
        var marks = problems[0].Marks.Length;
        int[] shown = marks > 4 ? [0, 2, 4, marks - 1] : [.. Enumerable.Range(0, marks)];
        var pairs = problems.SelectMany(table.PairsOn).Distinct().Order(StringComparer.Ordinal).ToArray();
        Head(text, "Regret (0 the best, 1 the median configuration): mean over the problems of the "
            + $"{(peers.AreMeans ? "mean" : "median")} over the seeds, at parts of the budget"
            + (peers.Names.Count > 0 ? $"; {peers.What}" : ""),
            ["", .. shown.Select(m => Share(problems[0], m)), $"no worse than {Baseline} (medians) on"]);
        foreach (var pair in pairs)
        {
            Problem[] both = [.. problems.Where(p => table.Seeds(p, pair) > 0)];
            var wins = both.Count(p => table.Seeds(p, Baseline) > 0
                && table.Regret(p, pair, marks - 1) <= table.Regret(p, Baseline, marks - 1));
            Row(text, [
                $"{pair} ({both.Min(p => table.Seeds(p, pair))} seeds)",
                .. shown.Select(m => RegretTable.Text(both.Average(p => table.Regret(p, pair, m, peers.AreMeans)))),
                pair == Baseline ? "" : $"{wins} of {both.Length}"]);
        }

        foreach (var name in peers.Names)
        {
            Row(text, [
                $"*{name}*",
                .. shown.Select(m => RegretTable.Text(problems.Average(p => peers.At(p.Name, name, p.Marks[m])))), ""]);
        }
    }

    internal static void Head(StringBuilder text, string caption, string[] cells)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{caption}\n\n");
        Row(text, cells);
        Row(text, [.. cells.Select(_ => "---")]);
    }

    internal static void Row(StringBuilder text, string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static Figure Figure(string family, Problem[] problems, RegretTable table)
    {
        var (peers, chosen) = (Peers.Of(family), Chosen(problems, table));
        var middle = peers.AreMeans ? "mean" : "median";
        var panels = problems.Select(problem => new ComparisonPanel(problem.Name, [
            .. chosen.Where(pair => table.Seeds(problem, pair) > 0).Select(pair => new ComparisonLine(pair, [
                .. problem.Marks.Select((mark, i) =>
                    (X(problem, mark), table.Regret(problem, pair, i, peers.AreMeans)))])),
            .. peers.Names.Select(name => new ComparisonLine(name, [
                .. problem.Marks.Select(mark => (X(problem, mark), Regret(problem, peers, name, mark)))], true))]));
        var seeds = problems.Min(problem => table.PairsOn(problem).Min(pair => table.Seeds(problem, pair)));
        return ComparisonPlot.Draw(
            $"Regret: {family}", $"{middle} over seeds, at least {seeds} each; lower is better",
            problems[0].Iterations == 1 ? "trials" : "share of the budget", "regret", [.. panels], isLog: true);
    }

    private static string Share(Problem problem, int mark) =>
        (problem.Marks[mark] / problem.Marks[^1]).ToString("P0", CultureInfo.InvariantCulture);

    private static double Regret(Problem problem, Peers peers, string name, double mark)
    {
        var value = peers.At(problem.Name, name, mark);
        return double.IsNaN(value) || peers.IsRegret ? value : problem.RegretOf(value);
    }

    private static double X(Problem problem, double mark) =>
        problem.Iterations == 1 ? mark : mark / problem.Marks[^1];

    // Ten lines are as many as can be told apart: every pair where there are few, otherwise the plain ones and of the
    // rest those with the least regret over the whole family.
    private static string[] Chosen(Problem[] problems, RegretTable table)
    {
        string[] pairs = [.. problems.SelectMany(table.PairsOn).Distinct().Order(StringComparer.Ordinal)];
        return pairs.Length <= LinesMax ? pairs : [.. pairs
            .OrderByDescending(pair => pair is Baseline or "random + fifo")
            .ThenBy(pair => problems.Average(problem => table.Regret(problem, pair, problem.Marks.Length - 1)))
            .Take(LinesMax).Order(StringComparer.Ordinal)];
    }
}
