using Tune.Engine.Spaces;

namespace Tune.Testing.Functions;

/// <summary>A function whose minimum is known, to measure searchers on.</summary>
/// <param name="Name">As in tables.</param>
/// <param name="Space">Its parameters are named x0, x1 and so on.</param>
/// <param name="Minimum">The lowest value.</param>
/// <param name="Of">The value at a point.</param>
public sealed record TestFunction(string Name, SearchSpace Space, double Minimum, Func<double[], double> Of)
{
    /// <summary>The value at a configuration.</summary>
    public double At(Configuration config)
    {
        var point = new double[Space.Dimensions];
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = config.Real($"x{i}");
        }

        return Of(point);
    }

    /// <summary>The same function with its optimum moved off the middle of the box, by a fixed share of half the range
    /// in each coordinate.</summary>
    public TestFunction Shifted()
    {
        double[] shares = [0.31, -0.47, 0.12, 0.55, -0.23, -0.61, 0.42, -0.08, 0.27, -0.36];
        var shifts = Space.Parameters.Select((p, i) => Half((RealDomain)p.Domain) * shares[i]).ToArray();
        return this with
        {
            Name = Name + " shift", Of = point => Of([.. point.Select((x, i) => x - shifts[i])]),
        };
    }

    private static double Half(RealDomain domain) => (domain.High - domain.Low) / 2;
}
