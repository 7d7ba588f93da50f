using MathNet.Numerics.Distributions;
using Tune.Engine.Randomness;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>
/// One kernel density over all coordinates of the unit cube: the average over the points of a product of kernels, a
/// normal one for ordered coordinates and that of Aitchison and Aitken for choices.
/// </summary>
/// <remarks>
/// Bandwidths follow the normal reference rule, 1.06 x deviation x n^(-1 / (4 + d)), as in the authors' program. For
/// choices the deviation is sqrt((1 - sum of squared shares) / 2), which is that of 0 and 1 for two choices and does
/// not depend on the order in which more of them are written.
/// </remarks>
internal sealed class KernelDensity
{
    private readonly List<double[]> _points;
    private readonly int[] _choices;
    private readonly double[] _logConstant;

    /// <param name="points">One or more.</param>
    /// <param name="choices">For each coordinate how many choices it has, 0 for an ordered one.</param>
    /// <param name="bandwidthMin">No bandwidth is below this.</param>
    public KernelDensity(List<double[]> points, int[] choices, double bandwidthMin)
    {
        (_points, _choices) = (points, choices);
        var shrink = 1.06 * Math.Pow(points.Count, -1.0 / (4 + choices.Length));
        Bandwidths = new double[choices.Length];
        _logConstant = new double[choices.Length];
        for (var d = 0; d < choices.Length; d++)
        {
            var bandwidth = Math.Max(shrink * (choices[d] == 0 ? Deviation(d) : Spread(d)), bandwidthMin);
            Bandwidths[d] = choices[d] == 0 ? bandwidth : Math.Min(bandwidth, (choices[d] - 1.0) / choices[d]);
            _logConstant[d] = -Math.Log(Bandwidths[d] * Math.Sqrt(2 * Math.PI));
        }
    }

    /// <summary>One for each coordinate; for a choice the chance that it is another one than the point's.</summary>
    public double[] Bandwidths { get; }

    /// <summary>The logarithm of the density at a point.</summary>
    public double LogDensity(double[] point)
    {
        var logs = new double[_points.Count];
        var most = double.NegativeInfinity;
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = LogKernel(point, _points[i]);
            most = Math.Max(most, logs[i]);
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum / logs.Length);
    }

    /// <summary>A point drawn from the kernel of one of the points, kept inside the cube.</summary>
    public double[] Draw(KeyedRandom random, double factor)
    {
        var centre = _points[random.NextInt(_points.Count)];
        var drawn = new double[centre.Length];
        for (var d = 0; d < drawn.Length; d++)
        {
            drawn[d] = _choices[d] == 0
                ? DrawNear(centre[d], Bandwidths[d] * factor, random.NextUnit())
                : DrawChoice(d, centre[d], random);
        }

        return drawn;
    }

    private double LogKernel(double[] point, double[] centre)
    {
        var log = 0.0;
        for (var d = 0; d < point.Length; d++)
        {
            var bandwidth = Bandwidths[d];
            if (_choices[d] == 0)
            {
                var distance = (point[d] - centre[d]) / bandwidth;
                log += _logConstant[d] - (0.5 * distance * distance);
            }
            else if (_choices[d] > 1)
            {
                log += Math.Log(ChoiceAt(d, point[d]) == ChoiceAt(d, centre[d])
                    ? 1 - bandwidth : bandwidth / (_choices[d] - 1));
            }
        }

        return log;
    }

    // The normal distribution cut off at both ends of [0, 1], by its inverse.
    private static double DrawNear(double centre, double deviation, double unit)
    {
        var low = Normal.CDF(centre, deviation, 0);
        var high = Normal.CDF(centre, deviation, 1);
        return Math.Clamp(Normal.InvCDF(centre, deviation, low + (unit * (high - low))), 0, 1);
    }

    private double DrawChoice(int coordinate, double centre, KeyedRandom random)
    {
        var (other, choices) = (random.NextUnit() < Bandwidths[coordinate], _choices[coordinate]);
        return other ? (random.NextInt(choices) + 0.5) / choices : centre;
    }

    private int ChoiceAt(int coordinate, double unit) =>
        Math.Min((int)(unit * _choices[coordinate]), _choices[coordinate] - 1);

    private double Deviation(int coordinate)
    {
        var mean = _points.Average(point => point[coordinate]);
        return Math.Sqrt(_points.Average(point => (point[coordinate] - mean) * (point[coordinate] - mean)));
    }

    private double Spread(int coordinate)
    {
        var count = (double)_points.Count;
        var squares = _points.CountBy(point => ChoiceAt(coordinate, point[coordinate]))
            .Sum(choice => choice.Value / count * (choice.Value / count));
        return Math.Sqrt((1 - squares) / 2);
    }
}
