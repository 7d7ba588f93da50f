using System.Collections.Immutable;
using Tune.Engine.Analysis.Fanova;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>
/// Which parameters matter together, by fANOVA on a random forest: Hutter, Hoos and Leyton-Brown, 2014.
/// </summary>
public sealed class InteractionReport
{
    /// <summary>The most parameters of which each pair is looked at: the most important ones.</summary>
    public const int ParametersMax = 12;

    private const int Cells = 32;

    private readonly Evidence _evidence;
    private readonly Forest _forest;

    private InteractionReport(
        Evidence evidence, Forest forest, IReadOnlyList<ParameterImportance> parameters,
        IReadOnlyList<PairImportance> pairs)
    {
        (_evidence, _forest) = (evidence, forest);
        (Parameters, Pairs) = (parameters, pairs);
    }

    /// <summary>What is explained.</summary>
    public string Target => _evidence.Target;

    /// <summary>How many trials were used.</summary>
    public int Trials => _forest.Trials;

    /// <summary>What was left out and why (<see cref="Evidence.LeftOut"/>); empty if nothing was.</summary>
    public string LeftOut => _evidence.LeftOut;

    /// <summary>R² of the forest on trials it had not seen: near 0 means that the shares say little.</summary>
    public double Explained => _forest.Explained;

    /// <summary>The parameters that were paired, the most important first, with what each explains alone.</summary>
    public IReadOnlyList<ParameterImportance> Parameters { get; }

    /// <summary>Every pair of them, the largest share first.</summary>
    public IReadOnlyList<PairImportance> Pairs { get; }

    /// <summary>Finds the interactions.</summary>
    /// <param name="evidence">The trials.</param>
    /// <param name="options">The forest; the method plays no part.</param>
    /// <returns>Null if too few trials count, all have the same value, or fewer than two parameters vary.</returns>
    public static InteractionReport? Of(Evidence evidence, ImportanceOptions? options = null)
    {
        var asked = (options ?? new ImportanceOptions()) with { Method = ImportanceMethod.Fanova };
        asked.Check();
        if (evidence.Dimensions.Length < 2
            || ImportanceAnalysis.GrowForest(evidence, asked) is not { } forest
            || forest.Shares() is not { } shares)
        {
            return null;
        }

        var totals = shares.Total.Sum();
        int[] axes =
        [
            .. Enumerable.Range(0, evidence.Dimensions.Length).OrderByDescending(axis => shares.Total[axis])
                .Take(ParametersMax),
        ];
        var together = forest.Shares(axes)!.Pairs;
        var pairs =
            from first in Enumerable.Range(0, axes.Length)
            from second in Enumerable.Range(first + 1, axes.Length - first - 1)
            let share = together[first, second]
            orderby share descending
            select new PairImportance(Name(axes[first]), Name(axes[second]), share);
        return new InteractionReport(
            evidence, forest,
            [
                .. axes.Select(axis => new ParameterImportance(
                    Name(axis), totals > 0 ? shares.Total[axis] / totals : 0, shares.Main[axis], shares.Total[axis],
                    shares.MainSpread[axis])),
            ],
            [.. pairs]);

        string Name(int axis) => evidence.Dimensions[axis].Name;
    }

    /// <summary>What the forest predicts for two parameters, averaged over the others.</summary>
    /// <exception cref="ArgumentException">A name is no parameter that varies, or both are the same.</exception>
    public MeanSurface MeanOf(string first, string second)
    {
        var (left, right) = (AxisOf(first), AxisOf(second));
        if (left == right)
        {
            throw new ArgumentException($"'{first}' is named twice; name two parameters.", nameof(second));
        }

        var (across, up) = (Places(left), Places(right));
        return new MeanSurface(
            _evidence.Parameters[left], _evidence.Parameters[right], ValuesAt(left, across), ValuesAt(right, up),
            _forest.Mean(left, right, across, up));
    }

    private ImmutableArray<ParameterValue> ValuesAt(int axis, double[] places) =>
        [.. places.Select(_evidence.Parameters[axis].Domain.FromUnit)];

    private double[] Places(int axis)
    {
        var count = _evidence.Dimensions[axis].Levels is var levels and > 1 ? levels : Cells;
        return [.. Enumerable.Range(0, count).Select(cell => (cell + 0.5) / count)];
    }

    private int AxisOf(string name)
    {
        var axis = Array.FindIndex(
            _evidence.Dimensions, dimension => string.Equals(dimension.Name, name, StringComparison.Ordinal));
        return axis >= 0
            ? axis
            : throw new ArgumentException(
                $"There is no parameter '{name}' that varies; there are "
                + $"{string.Join(", ", _evidence.Dimensions.Select(dimension => dimension.Name))}.", nameof(name));
    }
}
