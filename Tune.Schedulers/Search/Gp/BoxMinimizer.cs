namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// Goes downhill inside a box: limited-memory BFGS on the coordinates that are not held by a bound, with steps cut off
/// at the bounds and shortened until they pay.
/// </summary>
/// <remarks>Nocedal, Wright: Numerical Optimization, 2006, algorithm 7.4; the active set as in Bertsekas, "Projected
/// Newton Methods", 1982. The minimisers of MathNet.Numerics give up with an exception where rounding leaves no
/// descent, and take most of their time to allocate.</remarks>
internal sealed class BoxMinimizer(double[] lowest, double[] highest)
{
    private const int Memory = 8;
    private const double Sufficient = 1e-4;
    private const int Halvings = 20;

    private readonly List<(double[] Step, double[] Change, double Curvature)> _memory = [];

    /// <summary>A value, and its gradient.</summary>
    public delegate double Function(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Ends when no coordinate's slope into the box exceeds this.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Ends when a step gains less than this.</summary>
    public double GainMin { get; init; } = 1e-10;

    /// <summary>Ends after so many evaluations.</summary>
    public int EvaluationsMax { get; init; } = 100;

    /// <summary>The longest first step along any coordinate.</summary>
    public double FirstStep { get; init; } = 1;

    /// <summary>Moves a point downhill.</summary>
    /// <returns>The value there.</returns>
    public double Run(double[] point, Function function)
    {
        _memory.Clear();
        var size = point.Length;
        var (gradient, next, nextGradient) = (new double[size], new double[size], new double[size]);
        Project(point);
        var value = function(point, gradient);
        var evaluations = 1;
        while (evaluations < EvaluationsMax && Direction(point, gradient) is { } direction)
        {
            var (length, isBetter, nextValue) = (1.0, false, value);
            for (var h = 0; h < Halvings && evaluations < EvaluationsMax && !isBetter; h++)
            {
                var descent = 0.0;
                for (var i = 0; i < size; i++)
                {
                    next[i] = Math.Clamp(point[i] + (length * direction[i]), lowest[i], highest[i]);
                    descent += gradient[i] * (next[i] - point[i]);
                }

                nextValue = function(next, nextGradient);
                evaluations++;
                isBetter = nextValue <= value + (Sufficient * descent) && nextValue < value;
                length *= 0.4;
            }

            if (!isBetter && _memory.Count > 0)
            {
                // Bounds cut off what made the direction one that leads down; the steepest is cut off without harm.
                _memory.Clear();
                continue;
            }

            if (!isBetter)
            {
                break;
            }

            Remember(point, next, gradient, nextGradient);
            var gain = value - nextValue;
            next.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
            value = nextValue;
            if (gain < GainMin)
            {
                break;
            }
        }

        return value;
    }

    // Null where no direction leads down.
    private double[]? Direction(double[] point, double[] gradient)
    {
        var direction = new double[point.Length];
        var steepest = 0.0;
        for (var i = 0; i < point.Length; i++)
        {
            direction[i] = IsHeld(i, point[i], gradient[i]) ? 0 : -gradient[i];
            steepest = Math.Max(steepest, Math.Abs(direction[i]));
        }

        if (!(steepest > Tolerance))
        {
            return null;
        }

        var free = Array.ConvertAll(direction, d => d != 0);
        if (_memory.Count == 0 || !Bend(direction, free, gradient))
        {
            _memory.Clear();
            for (var i = 0; i < point.Length; i++)
            {
                direction[i] = free[i] ? -gradient[i] * Math.Min(1, FirstStep / steepest) : 0;
            }
        }

        return direction;
    }

    // The two loops of L-BFGS over the free coordinates.
    private bool Bend(double[] direction, bool[] free, double[] gradient)
    {
        Span<double> shares = stackalloc double[Memory];
        for (var k = _memory.Count - 1; k >= 0; k--)
        {
            shares[k] = Dot(_memory[k].Step, direction, free) / _memory[k].Curvature;
            Add(direction, -shares[k], _memory[k].Change, free);
        }

        var last = _memory[^1];
        var scale = last.Curvature / Dot(last.Change, last.Change, free);
        for (var i = 0; i < direction.Length; i++)
        {
            direction[i] *= scale;
        }

        for (var k = 0; k < _memory.Count; k++)
        {
            var share = shares[k] - (Dot(_memory[k].Change, direction, free) / _memory[k].Curvature);
            Add(direction, share, _memory[k].Step, free);
        }

        var slope = Dot(direction, gradient, free);
        return slope < 0 && double.IsFinite(slope);
    }

    private void Remember(double[] point, double[] next, double[] gradient, double[] nextGradient)
    {
        var step = new double[point.Length];
        var change = new double[point.Length];
        var (curvature, square) = (0.0, 0.0);
        for (var i = 0; i < step.Length; i++)
        {
            (step[i], change[i]) = (next[i] - point[i], nextGradient[i] - gradient[i]);
            curvature += step[i] * change[i];
            square += change[i] * change[i];
        }

        if (curvature > 1e-10 * square)
        {
            if (_memory.Count == Memory)
            {
                _memory.RemoveAt(0);
            }

            _memory.Add((step, change, curvature));
        }
    }

    private bool IsHeld(int i, double x, double slope) =>
        (x <= lowest[i] && slope > 0) || (x >= highest[i] && slope < 0);

    private void Project(double[] point)
    {
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = Math.Clamp(point[i], lowest[i], highest[i]);
        }
    }

    private static double Dot(double[] left, double[] right, bool[] free)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += free[i] ? left[i] * right[i] : 0;
        }

        return sum;
    }

    private static void Add(double[] sum, double factor, double[] term, bool[] free)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += free[i] ? factor * term[i] : 0;
        }
    }
}
