using Tune.Engine.Spaces;
using Tune.Testing.Functions;

namespace Tune.Quality.Fronts;

/// <summary>What searchers of several objectives are measured on.</summary>
internal static class FrontProblems
{
    // The radius of what C2-DTLZ2 allows, for three values.
    private const double Radius = 0.4;

    public static IReadOnlyList<FrontProblem> All { get; } =
    [
        FrontProblem.Of(ParetoFunction.Zdt1, Line(0, 1, 2_000, x => 1 - Math.Sqrt(x))),
        FrontProblem.Of(ParetoFunction.Zdt2, Line(0, 1, 2_000, x => 1 - (x * x))),
        FrontProblem.Of(
            ParetoFunction.Zdt3, Line(0, 1, 4_000, x => 1 - Math.Sqrt(x) - (x * Math.Sin(10 * Math.PI * x)))),
        new(ParetoFunction.Dtlz2, Math.Pow(1.1, 3) - (Math.PI / 6)),
        FrontProblem.Of(ParetoFunction.Mixed, Sizes(_ => 0)),
        Srinivas,
        BoundedSphere,
        BoundedMixed,
    ];

    // Srinivas and Deb, 1994: the front lies at x = -2.5 and, at its two ends, where the bounds meet that line.
    private static FrontProblem Srinivas => FrontProblem.Of(
        new ParetoFunction(
            "SRN", new SearchSpace().Uniform("x", -20, 20).Uniform("y", -20, 20), [240, 10],
            config => Circles(config.Real("x"), config.Real("y"))),
        [
            .. Line(2.5, 14.790_2, 2_000, _ => -2.5).Select(p => Circles(p[1], p[0])),
            .. Line(-15, -2.5, 2_000, x => Math.Sqrt(225 - (x * x))).Select(p => Circles(p[0], p[1])),
            .. Line(2.5, 3.7, 2_000, y => (3 * y) - 10).Select(p => Circles(p[1], p[0])),
        ]) with
    {
        Limits = config =>
        [
            Math.Pow(config.Real("x"), 2) + Math.Pow(config.Real("y"), 2) - 225,
            config.Real("x") - (3 * config.Real("y")) + 10,
        ],
    };

    // Jain and Deb, NSGA-III part II, 2014: of the sphere only the middle and the corners are allowed. The volume was
    // counted on a grid of 600 x 600 columns.
    private static FrontProblem BoundedSphere => new(ParetoFunction.Dtlz2, 0.7292)
    {
        Name = "C2-DTLZ2",
        Limits = config => [Corner(ParetoFunction.Dtlz2.At(config))],
    };

    // A wide model takes small steps, or it does not train.
    private static FrontProblem BoundedMixed => FrontProblem.Of(
        ParetoFunction.Mixed, Sizes(width => Math.Max(0, Math.Log10(width) - 2.5 - Math.Log10(0.05)))) with
    {
        Name = "mixed-bounded",
        Limits = config => [(config.Real("rate") * config.Integer("width")) - 0.05],
    };

    private static double[] Circles(double x, double y) =>
        [2 + Math.Pow(x - 2, 2) + Math.Pow(y - 1, 2), (9 * x) - Math.Pow(y - 1, 2)];

    private static double Corner(double[] f)
    {
        var corners = f.Select((value, i) =>
            Math.Pow(value - 1, 2) + f.Where((_, j) => j != i).Sum(other => other * other) - (Radius * Radius)).Min();
        return Math.Min(corners, f.Sum(v => Math.Pow(v - (1 / Math.Sqrt(f.Length)), 2)) - (Radius * Radius));
    }

    private static IEnumerable<double[]> Line(double from, double to, int points, Func<double, double> other) =>
        Enumerable.Range(0, points).Select(i => from + ((to - from) * i / (points - 1.0)))
            .Select(x => new[] { x, other(x) });

    // The best kind with every width and depth, the error further away by what the bound costs at that width.
    private static IEnumerable<double[]> Sizes(Func<int, double> cost) =>
        from width in Enumerable.Range(1, 256)
        from depth in Enumerable.Range(1, 8)
        let size = Math.Log2(width) + Math.Log2(depth)
        select new[] { (4 / (1 + size)) + cost(width), size };
}
