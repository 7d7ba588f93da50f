using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>
/// The probabilities of an unordered choice's values. They move towards the values of the best configurations, and none
/// falls below a margin.
/// </summary>
/// <remarks>The categorical part follows Hamano et al., "CatCMA", GECCO 2024, with a fixed learning rate instead of an
/// adaptive one.</remarks>
/// <param name="values">How many there are.</param>
/// <param name="good">Coordinates in the cells of values that did well elsewhere: each counts as one more of its value,
/// where without any every value counts once.</param>
internal sealed class ChoiceTable(int values, params IReadOnlyList<double> good)
{
    private readonly double[] _shares =
    [
        .. Enumerable.Range(0, values).Select(value =>
            (1.0 + good.Count(one => Math.Clamp((int)(one * values), 0, values - 1) == value))
            / (values + good.Count)),
    ];

    public IReadOnlyList<double> Shares => _shares;

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by) => by.Fill(_shares);

    /// <summary>A coordinate in the cell of the value drawn: its centre.</summary>
    public double Draw(KeyedRandom random)
    {
        var left = random.NextUnit();
        var value = 0;
        while (value < _shares.Length - 1 && left >= _shares[value])
        {
            left -= _shares[value++];
        }

        return (value + 0.5) / _shares.Length;
    }

    /// <summary>Learns from a generation.</summary>
    /// <param name="ranked">The coordinates, best first.</param>
    /// <param name="weights">One per rank; negative ones are left out.</param>
    /// <param name="rate">How far to move, 0 to 1.</param>
    /// <param name="margin">The least share of a value.</param>
    public void Learn(IReadOnlyList<double> ranked, double[] weights, double rate, double margin)
    {
        for (var value = 0; value < _shares.Length; value++)
        {
            _shares[value] *= 1 - rate;
        }

        for (var k = 0; k < ranked.Count && weights[k] > 0; k++)
        {
            _shares[Math.Clamp((int)(ranked[k] * _shares.Length), 0, _shares.Length - 1)] += rate * weights[k];
        }

        var least = Math.Min(margin, 0.5) / Math.Max(1, _shares.Length - 1);
        for (var value = 0; value < _shares.Length; value++)
        {
            _shares[value] = Math.Max(_shares[value], least);
        }

        var sum = _shares.Sum();
        for (var value = 0; value < _shares.Length; value++)
        {
            _shares[value] /= sum;
        }
    }
}
