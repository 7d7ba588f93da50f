using System.Collections.Immutable;
using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Pareto;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>
/// The trials of an experiment as numbers: what importance, interactions and narrowed spaces are found from.
/// </summary>
/// <remarks>A trial counts when its value is finite, whether it was stopped early or not; but where the reports of an
/// experiment refine one estimate (<see cref="Objective.Refines"/>), only the longest trained are compared, as for the
/// best result: an estimate from less says nothing beside them. Parameters are seen in the domain's own coordinate in
/// [0, 1], in which its distribution is uniform: a log parameter is judged on its log scale.</remarks>
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

    /// <summary>For how many iterations the trials that count were trained, where only the longest trained do; else 0.
    /// </summary>
    public int Longest { get; private init; }

    /// <summary>How many trials have a value and do not count, because they were trained for less.</summary>
    public int Shorter { get; private init; }

    /// <summary>What was left out and why, as a sentence without its full stop; empty if nothing was.</summary>
    public string LeftOut => Shorter == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{Shorter} {(Shorter == 1 ? "trial" : "trials")} of less than {Longest} iterations left out: where reports "
        + $"refine one estimate, only the longest trained are compared");

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
    public static Evidence Of(SearchSpace space, IEnumerable<TrialSummary> trials, Target target) =>
        Of(space, trials, target, target.Objectives[0].Refines);

    /// <summary>Reads trials as they stand.</summary>
    /// <param name="spec">The experiment; whether its reports refine one estimate is so for every target.</param>
    /// <param name="trials">The trials, in any order.</param>
    /// <param name="target">What to explain.</param>
    public static Evidence Of(ExperimentSpec spec, IEnumerable<TrialSummary> trials, Target target) =>
        Of(spec.Space, trials, target, spec.Objective.Refines);

    private static Evidence Of(SearchSpace space, IEnumerable<TrialSummary> trials, Target target, bool refines)
    {
        var coordinates = space.Coordinates;
        var read = new List<(double[] Row, double[] Point, double Violation, int Length)>();
        foreach (var trial in trials)
        {
            if (target.Read(trial) is var (point, violation))
            {
                var config = target.ConfigOf(trial);
                read.Add((
                    [.. coordinates.Select(parameter => Unit(parameter, config))], point, violation,
                    refines ? target.LengthOf(trial) : 0));
            }
        }

        // Of those that may be a result at all, as everywhere; one that breaks a constraint stays the worst there is.
        var longest = read.Where(each => each.Violation <= 0).Select(each => each.Length)
            .DefaultIfEmpty(read.Select(each => each.Length).DefaultIfEmpty(0).Max()).Max();
        var shorter = read.RemoveAll(each => each.Length < longest);
        double[][] points = [.. read.Select(each => each.Point)];
        var ranks = ParetoFront.Ranks(points, [.. read.Select(each => each.Violation)]);
        double[] values = target.IsFront
            ? [.. ranks.Select(rank => (double)rank)]
            : [.. points.Select(point => target.Mode == Mode.Max ? point[0] : -point[0])];
        return Thinned(
            coordinates, target.Name, target.Mode, [.. read.Select(each => each.Row)], values, ranks, longest, shorter);
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
        ImmutableArray<Parameter> parameters, string target, Mode mode, double[][] rows, double[] values, int[] ranks,
        int longest = 0, int shorter = 0)
    {
        // What is further out has no finite square.
        values = Array.ConvertAll(values, static value => Math.Clamp(value, -ValueMax, ValueMax));
        var every = 1 + ((values.Length - 1) / TrialsMax);
        (rows, values, ranks) = every <= 1 ? (rows, values, ranks)
            : (Each(rows, every), Each(values, every), Each(ranks, every));
        return new Evidence(parameters, target, mode, rows, values, ranks) { Longest = longest, Shorter = shorter };
    }

    private static T[] Each<T>(T[] all, int every) => [.. all.Where((_, i) => i % every == 0)];

    private static double Unit(Parameter parameter, Configuration config) =>
        config.TryGet(parameter.Name, out var value) && parameter.Domain.Contains(value)
            ? parameter.Domain.ToUnit(value)
            : double.NaN;
}
