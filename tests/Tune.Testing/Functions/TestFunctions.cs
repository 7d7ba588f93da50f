using Tune.Engine.Spaces;

namespace Tune.Testing.Functions;

/// <summary>The functions that searchers are measured on, in their standard forms.</summary>
public static class TestFunctions
{
    private static readonly double[] s_hartmannWeights = [1.0, 1.2, 3.0, 3.2];

    private static readonly double[][] s_hartmannScales =
    [
        [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] s_hartmannCentres =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    /// <summary>Two parameters, three equal minima.</summary>
    public static TestFunction Branin { get; } = new(
        "Branin", new SearchSpace().Uniform("x0", -5, 10).Uniform("x1", 0, 15), 0.397887, x =>
        {
            var bend = x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6;
            return (bend * bend) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10;
        });

    /// <summary>Six parameters, six local minima.</summary>
    public static TestFunction Hartmann6 { get; } = new(
        "Hartmann6", Box(6, 0, 1), -3.32237, x => -Enumerable.Range(0, 4).Sum(i => s_hartmannWeights[i] * Math.Exp(
            -Enumerable.Range(0, 6).Sum(
                j => s_hartmannScales[i][j] * Math.Pow(x[j] - s_hartmannCentres[i][j], 2)))));

    /// <summary>Ten parameters, a long bent valley.</summary>
    public static TestFunction Rosenbrock10 { get; } = new(
        "Rosenbrock-10", Box(10, -5, 10), 0, x => Enumerable.Range(0, x.Length - 1).Sum(
            i => (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2)));

    /// <summary>Ten parameters, a narrow funnel in a rough plain.</summary>
    public static TestFunction Ackley10 { get; } = new(
        "Ackley-10", Box(10, -32.768, 32.768), 0, x =>
            (-20 * Math.Exp(-0.2 * Math.Sqrt(x.Average(v => v * v))))
            - Math.Exp(x.Average(v => Math.Cos(2 * Math.PI * v))) + 20 + Math.E);

    /// <summary>Five parameters, a bowl with a minimum at every whole number.</summary>
    public static TestFunction Rastrigin5 { get; } = new(
        "Rastrigin-5", Box(5, -5.12, 5.12), 0, x =>
            (10 * x.Length) + x.Sum(v => (v * v) - (10 * Math.Cos(2 * Math.PI * v))));

    /// <summary>The five, and the last two with the optimum off the middle.</summary>
    public static IReadOnlyList<TestFunction> All { get; } =
    [
        Branin, Hartmann6, Rosenbrock10, Ackley10, Rastrigin5, Ackley10.Shifted(), Rastrigin5.Shifted(),
    ];

    private static SearchSpace Box(int dimensions, double low, double high) =>
        Enumerable.Range(0, dimensions).Aggregate(
            new SearchSpace(), (space, i) => space.Uniform($"x{i}", low, high));
}
