using Tune.Engine.Spaces;

namespace Tune.Testing.Functions.Bbob;

/// <summary>
/// The 24 noiseless functions of the Black-Box Optimization Benchmark, on [-5, 5] in each coordinate, after Hansen,
/// Finck, Ros and Auger, "Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless Functions Definitions"
/// (INRIA RR-6829). Instances are those of COCO, <see href="https://github.com/numbbo/coco"/>.
/// </summary>
public static class BbobFunctions
{
    private static readonly (string Name, Func<Instance, Func<double[], double>> Make)[] s_all =
    [
        ("sphere", Separable.Sphere),
        ("ellipsoid", Separable.Ellipsoid),
        ("Rastrigin", Separable.Rastrigin),
        ("Bueche-Rastrigin", Separable.BuecheRastrigin),
        ("linear slope", Separable.LinearSlope),
        ("attractive sector", Moderate.AttractiveSector),
        ("step ellipsoid", Moderate.StepEllipsoid),
        ("Rosenbrock", Moderate.Rosenbrock),
        ("Rosenbrock rotated", Moderate.RosenbrockRotated),
        ("ellipsoid rotated", IllConditioned.EllipsoidRotated),
        ("discus", IllConditioned.Discus),
        ("bent cigar", IllConditioned.BentCigar),
        ("sharp ridge", IllConditioned.SharpRidge),
        ("different powers", IllConditioned.DifferentPowers),
        ("Rastrigin rotated", MultiModal.RastriginRotated),
        ("Weierstrass", MultiModal.Weierstrass),
        ("Schaffers F7", one => MultiModal.Schaffers(one, condition: 10)),
        ("Schaffers F7 ill-conditioned", one => MultiModal.Schaffers(one, condition: 1000)),
        ("Griewank-Rosenbrock", MultiModal.GriewankRosenbrock),
        ("Schwefel", WeaklyStructured.Schwefel),
        ("Gallagher 101 peaks", one => Gallagher.Peaks(one, 101, first: Math.Sqrt(1000), half: 5)),
        ("Gallagher 21 peaks", one => Gallagher.Peaks(one, 21, first: 1000, half: 4.9)),
        ("Katsuura", WeaklyStructured.Katsuura),
        ("Lunacek bi-Rastrigin", WeaklyStructured.LunacekBiRastrigin),
    ];

    /// <summary>How many functions there are; they are numbered from 1.</summary>
    public static int Count => s_all.Length;

    /// <summary>The number and the name of a function.</summary>
    /// <param name="function">1 to 24.</param>
    public static string Name(int function) => $"f{function} {s_all[function - 1].Name}";

    /// <summary>One instance of a function.</summary>
    /// <param name="function">1 to 24.</param>
    /// <param name="dimensions">2 or more.</param>
    /// <param name="instance">1 or more.</param>
    public static TestFunction Make(int function, int dimensions, int instance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(instance, 1);
        var one = new Instance(function, dimensions, instance);
        var gap = s_all[function - 1].Make(one);
        var space = Enumerable.Range(0, dimensions).Aggregate(
            new SearchSpace(), (whole, i) => whole.Uniform($"x{i}", -5, 5));
        return new TestFunction($"{Name(function)} i{instance}", space, one.Minimum, x => gap(x) + one.Minimum);
    }
}
