using Tune.Engine.Metrics;

namespace Tune.Engine.Analysis.Narrowing;

/// <summary>
/// What an experiment of as many trials would find, drawn again from the same trials: with all of them, and with those
/// outside a region wasted. Exact, as the expected best of a bootstrap sample has a closed form.
/// </summary>
internal sealed class RepeatedSearch
{
    private readonly int[] _order;
    private readonly double[] _values;
    private readonly Mode _mode;

    public RepeatedSearch(Evidence evidence)
    {
        _mode = evidence.Mode;
        _order = [.. Enumerable.Range(0, evidence.Count).OrderBy(row => evidence.Ranks[row]).ThenBy(row => row)];
        _values = [.. _order.Select(row => evidence.Values[row])];

        // A trial that breaks a constraint comes after all others, whatever its value: it is worth no more than they.
        for (var i = 1; i < _values.Length; i++)
        {
            _values[i] = _mode == Mode.Min
                ? Math.Max(_values[i], _values[i - 1])
                : Math.Min(_values[i], _values[i - 1]);
        }
    }

    /// <summary>How much worse the best is expected to be, 0 or more.</summary>
    public double LossWithout(Func<int, bool> isInside)
    {
        var gap = BestOf(isInside) - BestOf(_ => true);
        return Math.Max(0, _mode == Mode.Min ? gap : -gap);
    }

    private double BestOf(Func<int, bool> isInside)
    {
        double n = _order.Length;
        var (sum, mass, seen) = (0.0, 0.0, 0);
        for (var i = 0; i < _order.Length; i++)
        {
            if (isInside(_order[i]))
            {
                var chance = Math.Pow((n - seen) / n, n) - Math.Pow((n - seen - 1) / n, n);
                (sum, mass, seen) = (sum + (chance * _values[i]), mass + chance, seen + 1);
            }
        }

        return sum / mass;
    }
}
