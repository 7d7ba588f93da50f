namespace Tune.Testing.Functions.Bbob;

/// <summary>An orthogonal matrix: normal numbers whose columns are made orthogonal one after the other, as the
/// definition of the instances asks.</summary>
internal sealed class Rotation
{
    private readonly double[][] _columns;

    public Rotation(int dimensions, long seed)
    {
        _columns = [.. Draws.Normal(dimensions * dimensions, seed).Chunk(dimensions)];
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var along = Dot(_columns[i], _columns[j]);
                for (var k = 0; k < dimensions; k++)
                {
                    _columns[i][k] -= along * _columns[j][k];
                }
            }

            var length = Math.Sqrt(Dot(_columns[i], _columns[i]));
            for (var k = 0; k < dimensions; k++)
            {
                _columns[i][k] /= length;
            }
        }
    }

    /// <summary>The matrix times a point.</summary>
    public double[] Of(double[] point)
    {
        var turned = new double[point.Length];
        for (var j = 0; j < point.Length; j++)
        {
            for (var i = 0; i < turned.Length; i++)
            {
                turned[i] += _columns[j][i] * point[j];
            }
        }

        return turned;
    }

    private static double Dot(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var k = 0; k < one.Length; k++)
        {
            sum += one[k] * other[k];
        }

        return sum;
    }
}
