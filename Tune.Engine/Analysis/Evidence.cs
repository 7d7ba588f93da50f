using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Pareto;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>
/// The trials of an experiment as numbers: what importance, interactions and narrowed spaces are found from.
/// </summary>
/// <remarks>A trial counts when its value is finite, whether it was stopped early or not. Parameters are seen in the
/// domain's own coordinate in [0, 1], in which its distribution is uniform: a log parameter is judged on its log scale.
/// </remarks>
public sealed class Evidence
{
    /// <summary>The most trials that are looked at; of more, every second, third and so on.</summary>
    public const int TrialsMax = 100_000;

    private const double ValueMax = 1e100;

    private Evidence(
        ImmutableArray<Parameter> parameters, string target, Mode mode, double[][] rows, double[] values, int[] ranks)
    {
        (Parameters, Target, Mode) = (parameters, target, mode);
        (Rows, Values, Ranks) = (rows, values, ranks);
        Dimensions = [.. parameters.Select(Dimension.Of)];
    }

    /// <summary>The parameters with something to choose.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>What is explained.</summary>
    public string Target { get; }

    /// <summary>Which end of it is good.</summary>
    public Mode Mode { get; }

    /// <summary>How many trials count.</summary>
    public int Count => Values.Length;

    internal Dimension[] Dimensions { get; }

    /// <summary>Unit coordinates by trial; NaN where a parameter is inactive.</summary>
    internal double[][] Rows { get; }

    /// <summary>In the metric's own sign; finite.</summary>
    internal double[] Values { get; }

    /// <summary>0 for the best; equal for trials that are equally good.</summary>
    internal int[] Ranks { get; }

    /// <summary>Reads trials as they stand.</summary>
    /// <param name="space">What was varied.</param>
    /// <param name="trials">The trials, in any order.</param>
    /// <param name="target">What to explain.</param>
    public static Evidence Of(SearchSpace space, IEnumerable<TrialSummary> trials, Target target)
    {
        var coordinates = space.Coordinates;
        var (rows, points, violations) = (new List<double[]>(), new List<double[]>(), new List<double>());
        foreach (var trial in trials)
        {
            if (target.Read(trial) is var (point, violation))
            {
                var config = target.ConfigOf(trial);
                rows.Add([.. coordinates.Select(parameter => Unit(parameter, config))]);
                points.Add(point);
                violations.Add(violation);
            }
        }

        var ranks = ParetoFront.Ranks(points, violations);
        double[] values = target.IsFront
            ? [.. ranks.Select(rank => (double)rank)]
            : [.. points.Select(point => target.Mode == Mode.Max ? point[0] : -point[0])];
        return Thinned(coordinates, target.Name, target.Mode, [.. rows], values, ranks);
    }

    /// <summary>Takes results that are numbers already.</summary>
    /// <param name="parameters">What was varied.</param>
    /// <param name="results">The unit coordinates of each, NaN where a parameter is inactive, and the value; a value
    /// that is not finite does not count.</param>
    /// <param name="target">What the value is called.</param>
    /// <param name="mode">Which end of it is good.</param>
    public static Evidence Of(
        ImmutableArray<Parameter> parameters, IEnumerable<(double[] Unit, double Value)> results, string target,
        Mode mode)
    {
        var kept = results.Where(result => double.IsFinite(result.Value)).ToArray();
        double[][] points = [.. kept.Select(result => (double[])[Score.Of(result.Value, mode).Value])];
        return Thinned(
            parameters, target, mode, [.. kept.Select(result => result.Unit)],
            [.. kept.Select(result => result.Value)], ParetoFront.Ranks(points));
    }

    /// <summary>The best trials: at least this share and at least so many, and all that are as good as the last of
    /// them; empty if that would be all trials.</summary>
    internal bool[] Top(double share, int least)
    {
        var wanted = Math.Max((int)Math.Ceiling(share * Count), Math.Min(least, Count / 2));
        var counts = new SortedDictionary<int, int>();
        foreach (var rank in Ranks)
        {
            counts[rank] = counts.GetValueOrDefault(rank) + 1;
        }

        var (cut, taken) = (-1, 0);
        foreach (var (rank, count) in counts)
        {
            if (taken >= wanted || taken + count == Count)
            {
                break;
            }

            (cut, taken) = (rank, taken + count);
        }

        return Array.ConvertAll(Ranks, rank => rank <= cut);
    }

    private static Evidence Thinned(
        ImmutableArray<Parameter> parameters, string target, Mode mode, double[][] rows, double[] values, int[] ranks)
    {
        // What is further out has no finite square.
        values = Array.ConvertAll(values, static value => Math.Clamp(value, -ValueMax, ValueMax));
        var every = 1 + ((values.Length - 1) / TrialsMax);
        return every <= 1
            ? new Evidence(parameters, target, mode, rows, values, ranks)
            : new Evidence(parameters, target, mode, Each(rows, every), Each(values, every), Each(ranks, every));
    }

    private static T[] Each<T>(T[] all, int every) => [.. all.Where((_, i) => i % every == 0)];

    private static double Unit(Parameter parameter, Configuration config) =>
        config.TryGet(parameter.Name, out var value) && parameter.Domain.Contains(value)
            ? parameter.Domain.ToUnit(value)
            : double.NaN;
}
