using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>Breeds until something comes out that may be tried and has not been.</summary>
internal static class FreshPoint
{
    private const int RedrawsMax = 32;

    /// <summary>A point and its configuration; where breeding gives nothing new, chance gives one that may be old.
    /// </summary>
    public static (double[] Point, Configuration Config) Of(
        AlgorithmContext context, IReadOnlySet<ulong> tried, KeyedRandom random, Func<KeyedRandom, double[]> breed)
    {
        for (var draws = 0; draws < RedrawsMax; draws++)
        {
            var point = breed(random);
            var bred = context.Space.FromUnit(point);
            var isAllowed = context.Space.Constraints.IsEmpty || context.Space.Contains(bred);
            if (isAllowed && !tried.Contains(bred.Fingerprint))
            {
                return (point, bred);
            }
        }

        var config = ChancePoint.Of(context.Space, random, one => tried.Contains(one.Fingerprint));
        return (context.Space.ToUnit(config), config);
    }
}
