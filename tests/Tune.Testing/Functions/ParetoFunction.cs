using Tune.Engine.Pareto;
using Tune.Engine.Spaces;

namespace Tune.Testing.Functions;

/// <summary>A function of several values, all to be low, to measure searchers on.</summary>
/// <param name="Name">As in tables.</param>
/// <param name="Space">What is tried.</param>
/// <param name="Reference">A point worse than the front in every value: volumes are measured from it.</param>
/// <param name="At">The values at a configuration.</param>
public sealed record ParetoFunction(
    string Name, SearchSpace Space, double[] Reference, Func<Configuration, double[]> At)
{
    /// <summary>Zitzler, Deb and Thiele (2000), ZDT1: two values, six parameters, a convex front.</summary>
    public static ParetoFunction Zdt1 { get; } = new("ZDT1", Box(6), [1.1, 6], config =>
    {
        var x = Point(config, 6);
        var g = 1 + (9 * x.Skip(1).Average());
        return [x[0], g * (1 - Math.Sqrt(x[0] / g))];
    });

    /// <summary>ZDT2: as ZDT1, with a front that bends the other way.</summary>
    public static ParetoFunction Zdt2 { get; } = new("ZDT2", Box(6), [1.1, 6], config =>
    {
        var x = Point(config, 6);
        var g = 1 + (9 * x.Skip(1).Average());
        return [x[0], g * (1 - Math.Pow(x[0] / g, 2))];
    });

    /// <summary>ZDT3: ten parameters, a front in five pieces.</summary>
    public static ParetoFunction Zdt3 { get; } = new("ZDT3", Box(10), [1.1, 6], config =>
    {
        var x = Point(config, 10);
        var g = 1 + (9 * x.Skip(1).Average());
        var share = x[0] / g;
        return [x[0], g * (1 - Math.Sqrt(share) - (share * Math.Sin(10 * Math.PI * x[0])))];
    });

    /// <summary>Deb, Thiele, Laumanns and Zitzler (2002), DTLZ2: three values, seven parameters, an eighth of a sphere.
    /// </summary>
    public static ParetoFunction Dtlz2 { get; } = new("DTLZ2", Box(7), [1.1, 1.1, 1.1], config =>
    {
        var x = Point(config, 7);
        var g = 1 + x.Skip(2).Sum(v => (v - 0.5) * (v - 0.5));
        var (a, b) = (x[0] * Math.PI / 2, x[1] * Math.PI / 2);
        return [g * Math.Cos(a) * Math.Cos(b), g * Math.Cos(a) * Math.Sin(b), g * Math.Sin(a)];
    });

    /// <summary>Two values over numbers, whole numbers, choices and a branch: cost against error of a made-up
    /// model.</summary>
    public static ParetoFunction Mixed { get; } = new(
        "mixed",
        new SearchSpace().LogUniform("rate", 1e-5, 1).LogInteger("width", 1, 256).Choice("kind", "a", "b", "c")
            .Uniform("drop", 0, 0.5)
            .When("kind", "b", inside => inside.Integer("depth", 1, 8)),
        [4, 9],
        config =>
        {
            var depth = config.TryGet("depth", out var levels) ? (int)levels.AsReal() : 1;
            var size = Math.Log2(config.Integer("width")) + Math.Log2(depth);
            var kind = config.Text("kind") switch { "a" => 0.6, "b" => 0, _ => 1.5 };
            var error = Math.Abs(Math.Log10(config.Real("rate")) + 2.5) + kind + (4 / (1 + size))
                + Math.Abs(config.Real("drop") - 0.2);
            return [error, size];
        });

    /// <summary>The quick ones, which tests run through.</summary>
    public static IReadOnlyList<ParetoFunction> All { get; } = [Zdt1, Zdt2, Dtlz2, Mixed];

    /// <summary>The volume that some results dominate.</summary>
    public double Volume(IEnumerable<double[]> results) => Hypervolume.Of(
        [.. results.Select(values => values.Select(value => -value).ToArray())], [.. Reference.Select(r => -r)]);

    private static double[] Point(Configuration config, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(i => config.Real($"x{i}"))];

    private static SearchSpace Box(int dimensions) => Enumerable.Range(0, dimensions)
        .Aggregate(new SearchSpace(), (space, i) => space.Uniform($"x{i}", 0, 1));
}
