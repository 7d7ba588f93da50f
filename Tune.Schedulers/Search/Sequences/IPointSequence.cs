namespace Tune.Schedulers.Search.Sequences;

/// <summary>An endless sequence of points that fill the unit cube evenly, each computed on its own.</summary>
internal interface IPointSequence
{
    /// <summary>Writes one point of the sequence, every coordinate in [0, 1).</summary>
    /// <param name="index">Which point, from 0.</param>
    /// <param name="point">One number for each dimension.</param>
    void Fill(long index, Span<double> point);
}
