using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Carrying;

/// <summary>Numbers in memory whose count follows from options and space: with another count they make no sense.
/// </summary>
internal static class CarriedNumbers
{
    /// <summary>A point; null is given while reading.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="point">The point.</param>
    /// <param name="length">How many coordinates it has.</param>
    public static double[] Point(this MemoryCarrier by, double[]? point, int length)
    {
        var carried = by.Reals(point ?? []);
        return carried.Length == length
            ? carried
            : throw new InvalidDataException($"{carried.Length} numbers where {length} belong");
    }

    /// <summary>Numbers that stay in their array.</summary>
    public static void Fill(this MemoryCarrier by, double[] numbers)
    {
        var carried = by.Point(numbers, numbers.Length);
        if (by.IsReading)
        {
            carried.CopyTo(numbers, 0);
        }
    }

    /// <summary>The configurations that were tried.</summary>
    public static void Fingerprints(this MemoryCarrier by, HashSet<ulong> tried)
    {
        if (!by.IsReading)
        {
            ulong[] sorted = [.. tried];
            Array.Sort(sorted);
            by.Words(sorted);
            return;
        }

        var words = by.Words([]);
        tried.Clear();
        tried.EnsureCapacity(words.Length);
        foreach (var word in words)
        {
            tried.Add(word);
        }
    }

    /// <summary>A vector, by value.</summary>
    public static Vector<double> Vector(this MemoryCarrier by, Vector<double> vector)
    {
        var carried = by.Point(vector.ToArray(), vector.Count);
        return by.IsReading ? Vector<double>.Build.Dense(carried) : vector;
    }

    /// <summary>A square matrix, by value.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="matrix">The matrix; null while reading where there was none before.</param>
    /// <param name="order">How many rows and columns it has.</param>
    public static Matrix<double> Square(this MemoryCarrier by, Matrix<double>? matrix, int order)
    {
        var carried = by.Point(by.IsReading ? null : matrix!.ToColumnMajorArray(), order * order);
        return by.IsReading ? Matrix<double>.Build.Dense(order, order, carried) : matrix!;
    }

    /// <summary>A number that has a place among so many.</summary>
    public static int Index(this MemoryCarrier by, int value, int count)
    {
        var carried = by.Number(value);
        return carried >= 0 && carried < count
            ? carried
            : throw new InvalidDataException($"{carried} is none of {count}");
    }
}
