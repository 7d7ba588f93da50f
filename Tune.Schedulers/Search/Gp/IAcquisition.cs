namespace Tune.Schedulers.Search.Gp;

/// <summary>How promising a point is: larger is better, a logarithm.</summary>
internal interface IAcquisition
{
    /// <summary>The value at a point.</summary>
    double Value(ReadOnlySpan<double> point);

    /// <summary>The value at a point.</summary>
    /// <param name="point">A number for each column.</param>
    /// <param name="gradient">Takes the derivative by each column that is a number.</param>
    double Value(ReadOnlySpan<double> point, Span<double> gradient);
}
