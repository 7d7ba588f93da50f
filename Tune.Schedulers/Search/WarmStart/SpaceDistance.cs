using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>How far apart two configurations are, as points of the unit cube: near values count as near where they have
/// an order, and otherwise only equal ones do.</summary>
internal sealed class SpaceDistance(SearchSpace space)
{
    private readonly bool[] _isOrdered = [.. space.Coordinates.Select(parameter => parameter.Domain.IsOrdered)];

    public SearchSpace Space => space;

    /// <summary>The root of the mean square over the coordinates, 0 to 1.</summary>
    public double Between(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
        {
            var step = _isOrdered[i] ? one[i] - other[i] : one[i] == other[i] ? 0 : 1;
            sum += step * step;
        }

        return one.Length == 0 ? 0 : Math.Sqrt(sum / one.Length);
    }
}
