using System.Globalization;

namespace Tune.Quality.Regret;

/// <summary>Runs gathered by problem and pair, and what is read off them.</summary>
internal sealed class RegretTable(IReadOnlyList<Problem> problems, IEnumerable<Run> runs)
{
    private readonly ILookup<(string, string, string), Run> _runs =
        runs.ToLookup(run => (run.Key.Family, run.Key.Problem, PairOf(run)));

    /// <summary>The problems with at least one run.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;

    public static string PairOf(Run run) => $"{run.Key.Searcher} + {run.Key.Scheduler}";

    /// <summary>The pairs that ran on a problem.</summary>
    public IEnumerable<string> PairsOn(Problem problem) => _runs
        .Where(group => (group.Key.Item1, group.Key.Item2) == (problem.Family, problem.Name))
        .Select(group => group.Key.Item3).Order(StringComparer.Ordinal);

    public int Seeds(Problem problem, string pair) => _runs[(problem.Family, problem.Name, pair)].Count();

    /// <summary>The values at a mark, one for each seed, sorted from low to high with the missing ones first.</summary>
    public double[] Values(Problem problem, string pair, int mark) =>
        [.. _runs[(problem.Family, problem.Name, pair)].Select(run => run.Values[mark]).Order()];

    /// <summary>The regret at a mark: the median over the seeds, or the mean.</summary>
    public double Regret(Problem problem, string pair, int mark, bool mean = false) =>
        Middle([.. Values(problem, pair, mark).Select(problem.RegretOf).Order()], mean);

    /// <summary>The best value at a mark: the median over the seeds, or the mean.</summary>
    public double Value(Problem problem, string pair, int mark, bool mean = false) =>
        Middle(Values(problem, pair, mark), mean);

    private static double Middle(double[] sorted, bool mean) =>
        mean && sorted.Length > 0 ? sorted.Average() : Median(sorted);

    /// <summary>The median of numbers in order; NaN of none.</summary>
    public static double Median(double[] sorted) => sorted.Length == 0 ? double.NaN
        : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    public static string Text(double value) =>
        double.IsNaN(value) ? "-" : value.ToString("G4", CultureInfo.InvariantCulture);
}
