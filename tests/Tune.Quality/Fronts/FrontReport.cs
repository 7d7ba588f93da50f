using System.Globalization;
using System.Text;
using Tune.Quality.Regret;

namespace Tune.Quality.Fronts;

/// <summary>What is lacking to the whole front, as tables.</summary>
internal static class FrontReport
{
    public static void Write(string folder, IReadOnlyCollection<Run> runs)
    {
        string[] searchers = [.. runs.Select(run => run.Key.Searcher).Distinct().Order(StringComparer.Ordinal)];
        var text = new StringBuilder("# Several objectives: how much of the front is lacking\n");
        for (var mark = 0; mark < FrontRunner.Marks.Length; mark++)
        {
            Table(text, runs, searchers, mark);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "FRONTS.md"), text.ToString());
    }

    private static void Table(
        StringBuilder text, IReadOnlyCollection<Run> runs, string[] searchers, int mark)
    {
        RegretReport.Head(
            text,
            $"Volume not dominated, in % of what the front dominates, after {FrontRunner.Marks[mark]} trials (median)",
            ["", .. searchers.Select(searcher =>
                $"{searcher} ({runs.Where(run => run.Key.Searcher == searcher).GroupBy(run => run.Key.Problem)
                    .Select(all => all.Count()).DefaultIfEmpty(0).Min()} seeds)")]);
        foreach (var problem in FrontProblems.All)
        {
            RegretReport.Row(text, [problem.Name, .. searchers.Select(searcher => Lacking(problem.Name, searcher))]);
        }

        RegretReport.Row(text, ["*mean place*", .. searchers.Select(MeanPlace)]);

        string Lacking(string problem, string searcher) => Text(Median(problem, searcher));

        double Median(string problem, string searcher) => RegretTable.Median(
        [
            .. runs.Where(run => run.Key.Problem == problem && run.Key.Searcher == searcher)
                .Select(run => 100 * (1 - run.Values[mark])).Order(),
        ]);

        string MeanPlace(string searcher) => Text(FrontProblems.All.Average(problem =>
            1.0 + searchers.Count(other => Median(problem.Name, other) < Median(problem.Name, searcher))));
    }

    private static string Text(double value) => value.ToString("0.0#", CultureInfo.InvariantCulture);
}
