using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Gp;

/// <summary>Scores turned into targets that a Gaussian process can follow: the further a score lies below the best,
/// the less a difference counts.</summary>
/// <remarks>
/// t = -ln(1 + gap / softness): nearly a straight line where the softness is large, a logarithm of the gap where it is
/// small. Output warping as in Snelson, Rasmussen, Ghahramani, "Warped Gaussian Processes", NIPS 2003, with one
/// parameter. Absurd scores are drawn in once more, so that no score lies a thousand times further than others.
/// Halves are subtracted: no difference of scores overflows.
/// </remarks>
internal sealed class ScoreWarp
{
    // How many softnesses away, in logarithms, a score is absurd.
    private const double Absurd = 7;

    private readonly double _top;
    private readonly double _worst;
    private readonly double _softness;
    private readonly double _mean;
    private readonly double _deviation;

    /// <param name="scores">Larger is better; minus infinity where nothing usable came out.</param>
    /// <param name="softness">Half the gap from which on the logarithm bends, above 0.</param>
    public ScoreWarp(double[] scores, double softness)
    {
        var finite = scores.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        (_top, _worst) = (finite.Max(), finite.Min());
        _softness = Math.Clamp(softness, 1e-300, double.MaxValue);
        var raw = Array.ConvertAll(scores, Raw);
        _mean = raw.DefaultIfEmpty(0).Average();
        var squares = raw.Select(target => (target - _mean) * (target - _mean));
        var deviation = Math.Sqrt(squares.DefaultIfEmpty(0).Average());
        _deviation = deviation > 1e-12 ? deviation : 1;
    }

    private ScoreWarp(double top, double worst, double softness, double mean, double deviation) =>
        (_top, _worst, _softness, _mean, _deviation) = (top, worst, softness, mean, deviation);

    /// <summary>Carries one in the searcher's memory.</summary>
    public static ScoreWarp Carry(MemoryCarrier by, ScoreWarp one) => new(
        by.Real(one._top), by.Real(one._worst), by.Real(one._softness), by.Real(one._mean), by.Real(one._deviation));

    /// <summary>Half the median gap between the best score and the others: a softness to begin with; 0 where all are
    /// equal.</summary>
    public static double Unit(double[] scores)
    {
        var finite = scores.Where(double.IsFinite).Order().ToArray();
        return finite.Length == 0 ? 0 : new[] { finite[finite.Length / 2], finite[0] }
            .Select(score => (finite[^1] / 2) - (score / 2)).FirstOrDefault(gap => gap > 0);
    }

    /// <summary>The target of a score. Those given at first have mean 0 and deviation 1.</summary>
    public double Target(double score) => (Raw(score) - _mean) / _deviation;

    /// <summary>The logarithm of the derivative of the target by the score, up to a constant.</summary>
    public double LogSlope(double score)
    {
        var depth = Math.Log(1 + Gap(score));
        var drawnIn = depth > Absurd ? Math.Log(1 + depth - Absurd) : 0;
        return -Math.Log(_softness) - depth - drawnIn - Math.Log(_deviation);
    }

    // In softnesses. A score without use is as good as the worst.
    private double Gap(double score)
    {
        var used = double.IsFinite(score) ? score : _worst;
        return Math.Clamp(((_top / 2) - (used / 2)) / _softness, -double.MaxValue, double.MaxValue);
    }

    // What comes to be better than the best goes on in a straight line.
    private double Raw(double score)
    {
        var gap = Gap(score);
        if (gap <= 0)
        {
            return -gap;
        }

        var depth = Math.Log(1 + gap);
        return -(depth > Absurd ? Absurd + Math.Log(1 + depth - Absurd) : depth);
    }
}
