using System.Text;

namespace Tune.Quality.Regret;

/// <summary>The tables of a family with many functions: a line for each, and on how many of them a searcher is no worse
/// than the peers.</summary>
internal static class GapReport
{
    private static readonly double[] s_shown = [100, 200];

    public static void Write(StringBuilder text, RegretTable table, Problem[] problems, Peers peers)
    {
        string[] pairs = [.. problems.SelectMany(table.PairsOn).Distinct().Order(StringComparer.Ordinal)];
        foreach (var mark in s_shown)
        {
            RegretReport.Head(text, $"Median gap to the optimum after {mark:0} trials; {peers.What}", [
                "", .. pairs.Select(pair => $"{Searcher(pair)} ({problems.Min(p => table.Seeds(p, pair))} seeds)"),
                .. peers.Names.Select(name => $"*{name}*")]);
            foreach (var problem in problems)
            {
                RegretReport.Row(text, [
                    problem.Name,
                    .. pairs.Select(pair => RegretTable.Text(Gap(table, problem, pair, mark))),
                    .. peers.Names.Select(name => RegretTable.Text(peers.At(problem.Name, name, mark)))]);
            }
        }

        Tallies(text, table, problems, peers, pairs);
    }

    private static void Tallies(
        StringBuilder text, RegretTable table, Problem[] problems, Peers peers, string[] pairs)
    {
        if (peers.Names.Count == 0)
        {
            return;
        }

        RegretReport.Head(
            text, "On how many functions the median gap is no worse, and in brackets the median of the ratio to theirs",
            ["", .. s_shown.SelectMany(mark => new[]
            {
                $"than Optuna's of the same name, {mark:0} trials", $"than the best of Optuna's, {mark:0} trials",
            })]);
        foreach (var pair in pairs)
        {
            RegretReport.Row(text, [
                Searcher(pair), .. s_shown.SelectMany(mark => new[]
                {
                    Against(mark, problem => Peers.NamesakeOf(Searcher(pair)) is { } name
                        ? peers.At(problem.Name, name, mark) : double.NaN),
                    Against(mark, problem => peers.Names.Select(name => peers.At(problem.Name, name, mark))
                        .Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min()),
                })]);

            string Against(double mark, Func<Problem, double> theirs) => GapTally.Of(
                problems.Select(problem => (Gap(table, problem, pair, mark), theirs(problem)))).ToString();
        }
    }

    private static double Gap(RegretTable table, Problem problem, string pair, double mark) =>
        table.Value(problem, pair, problem.Marks.IndexOf(mark));

    private static string Searcher(string pair) => pair.Split(" + ")[0];
}
