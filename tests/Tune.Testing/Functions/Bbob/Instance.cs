namespace Tune.Testing.Functions.Bbob;

/// <summary>What an instance of a function draws: where its optimum lies, how it is turned, what is added to
/// it.</summary>
internal sealed class Instance
{
    /// <summary>So far from the seed are those draws that must differ from the others of an instance.</summary>
    public const int Apart = 1_000_000;

    private readonly Lazy<Rotation> _r;
    private readonly Lazy<Rotation> _q;

    public Instance(int function, int dimensions, int number)
    {
        Dimensions = dimensions;
        // Functions 4 and 18 share their draws with those they are variants of.
        Seed = (function switch { 4 => 3, 18 => 17, _ => function }) + (10_000L * number);
        var ratio = Draws.Normal(1, Seed)[0] / Draws.Normal(1, Seed + 1)[0];
        Minimum = Math.Clamp(Transforms.Round(10_000 * ratio) / 100, -1000, 1000);
        Optimum = OptimumOf(Seed);
        _r = new Lazy<Rotation>(() => new Rotation(dimensions, Seed + Apart));
        _q = new Lazy<Rotation>(() => new Rotation(dimensions, Seed));
    }

    public int Dimensions { get; }

    public long Seed { get; }

    /// <summary>The function's value at its optimum.</summary>
    public double Minimum { get; }

    /// <summary>Where most functions have their optimum, in [-4, 4].</summary>
    public double[] Optimum { get; }

    /// <summary>The first rotation.</summary>
    public Rotation R => _r.Value;

    /// <summary>The second rotation.</summary>
    public Rotation Q => _q.Value;

    /// <summary>Rosenbrock's valley is spread out where there are many dimensions.</summary>
    public double Spread => Math.Max(1, Math.Sqrt(Dimensions) / 8);

    public double[] OptimumOf(long seed) => [.. Draws.Uniform(Dimensions, seed).Select(u =>
    {
        var place = (8 * Math.Floor(1e4 * u) / 1e4) - 4;
        return place == 0 ? -1e-5 : place;
    })];
}
