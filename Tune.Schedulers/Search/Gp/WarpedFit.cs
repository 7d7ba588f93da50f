using Tune.Engine.Ports;
using Tune.Engine.Randomness;

namespace Tune.Schedulers.Search.Gp;

/// <summary>The model of one objective: how its scores become targets, and the parameters fitted to those.</summary>
/// <param name="weights">How many weights there are.</param>
/// <param name="isAlone">Whether there is no other objective. Beside others the scores are bent little: what one
/// gains is weighed against what another loses.</param>
internal sealed class WarpedFit(int weights, bool isAlone)
{
    // The softness goes in steps of half a decade, in first median gaps, and up to two steps from fit to fit.
    private const int Highest = 4;
    private const int Reach = 2;

    private readonly GpFit _fit = new(weights);
    private ScoreWarp _warp = new([], 1);
    private readonly int _lowest = isAlone ? -8 : 1;
    private double _unit;
    private int _step;

    /// <summary>Fits to results: first the warp, the most probable one given the last parameters, then the
    /// parameters.</summary>
    /// <remarks>Probabilities of the scores themselves, not of the targets: hence the slopes.</remarks>
    public void Update(GpPoints points, double[] scores)
    {
        _unit = _unit > 0 ? _unit : ScoreWarp.Unit(scores);
        var most = double.NegativeInfinity;
        var (from, to) = (Math.Max(_lowest, _step - Reach), Math.Min(Highest, _step + Reach));
        ScoreWarp[] warps =
        [
            .. Enumerable.Range(from, to - from + 1)
                .Select(step => new ScoreWarp(scores, _unit * Math.Pow(10, step / 2.0))),
        ];
        var costs = _fit.Costs(points, Array.ConvertAll(warps, warp => Array.ConvertAll(scores, warp.Target)));
        for (var i = 0; i < warps.Length; i++)
        {
            var fits = scores.Sum(warps[i].LogSlope) - costs[i];
            if (fits > most)
            {
                (most, _step, _warp) = (fits, from + i, warps[i]);
            }
        }

        _fit.Update(points, TargetsOf(scores));
    }

    /// <summary>Carries the last fit and its warp.</summary>
    public void Carry(MemoryCarrier by)
    {
        _fit.Carry(by);
        _warp = ScoreWarp.Carry(by, _warp);
        (_unit, _step) = (by.Real(_unit), by.Number(_step));
    }

    /// <summary>What the model is taught.</summary>
    public double[] TargetsOf(double[] scores) => Array.ConvertAll(scores, _warp.Target);

    /// <summary>Parameters about as probable as the results leave open.</summary>
    public GpParameters Draw(KeyedRandom random) => _fit.Draw(random);
}
