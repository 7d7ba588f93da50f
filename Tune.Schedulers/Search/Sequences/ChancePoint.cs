using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Sequences;

/// <summary>What is tried where a model or breeding gives nothing new.</summary>
internal static class ChancePoint
{
    private const int DrawsMax = 32;

    /// <summary>A configuration drawn from the space; one that was tried only if so many draws give no other: a space
    /// that has been tried out is tried again.</summary>
    public static Configuration Of(SearchSpace space, KeyedRandom random, Func<Configuration, bool> wasTried)
    {
        var config = space.Sample(random);
        for (var draws = 1; draws < DrawsMax && wasTried(config); draws++)
        {
            config = space.Sample(random);
        }

        return config;
    }
}
