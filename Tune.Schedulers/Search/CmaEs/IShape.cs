using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>C: how a distribution lies, whatever its length.</summary>
internal interface IShape
{
    /// <summary>The ratio of the longest to the shortest axis, squared.</summary>
    double Condition { get; }

    /// <summary>Carries it in the searcher's memory.</summary>
    void Carry(MemoryCarrier by);

    /// <summary>The variance along one coordinate.</summary>
    double Variance(int coordinate);

    /// <summary>Turns a draw from N(0, 1) into one from N(0, C).</summary>
    Vector<double> Colour(Vector<double> z);

    /// <summary>The way back.</summary>
    Vector<double> Whiten(Vector<double> y);

    /// <summary>Keeps a share of what it was, and adds the squares of some steps, each with its weight.</summary>
    void Adapt(double kept, IReadOnlyList<(double Weight, Vector<double> Step)> steps);
}
