using Tune.Engine.Spaces;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>What one earlier experiment foretells, and how far that is to be trusted.</summary>
internal sealed class SourceModel
{
    private const int Neighbours = 3;

    // How many results of one's own the good faith at the beginning is worth.
    private const double GoodFaith = 4;

    private readonly PriorTrial[] _priors;
    private readonly SpaceDistance _distance;
    private readonly double[][] _places;

    public SourceModel(PriorTrial[] priors, SearchSpace space)
    {
        _priors = [.. priors.OrderBy(prior => prior.Quality)];
        _distance = new SpaceDistance(space);
        _places = [.. _priors.Select(prior => space.ToUnit(prior.Config))];
    }

    /// <summary>A share of the trials, evenly from the best to the worst.</summary>
    public IEnumerable<PriorTrial> Best(double share)
    {
        var count = (int)Math.Round(Math.Clamp(share, 0, 1) * _priors.Length);
        return Enumerable.Range(0, count).Select(i => _priors[(int)((long)i * _priors.Length / count)]);
    }

    /// <summary>From 1 to 0: how much better than chance the source foretells which of two results is the
    /// better.</summary>
    /// <param name="own">The results so far, the best first.</param>
    public double TrustAfter(TrialOutcome[] own)
    {
        var foretold = own.Select(outcome => Foretell(outcome.Config)).ToArray();
        var (right, pairs) = (0.0, 0);
        for (var i = 0; i < own.Length; i++)
        {
            for (var j = i + 1; j < own.Length; j++)
            {
                right += foretold[i] < foretold[j] ? 1 : foretold[i] == foretold[j] ? 0.5 : 0;
                pairs++;
            }
        }

        var share = pairs == 0 ? 1 : right / pairs;
        var trusted = ((own.Length * share) + GoodFaith) / (own.Length + GoodFaith);
        return Math.Clamp((2 * trusted) - 1, 0, 1);
    }

    private double Foretell(Configuration config)
    {
        var place = _distance.Space.ToUnit(config);
        return Enumerable.Range(0, _priors.Length)
            .OrderBy(i => _distance.Between(_places[i], place))
            .ThenBy(i => i)
            .Take(Neighbours)
            .Average(i => _priors[i].Quality);
    }
}
