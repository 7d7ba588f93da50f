using Tune.Engine.Spaces;
using Tune.Testing.Functions;

namespace Tune.Quality.Fronts;

/// <summary>Several values to keep low at once, where the best that is possible is known.</summary>
/// <param name="Function">The values, and the point from which volumes are measured.</param>
/// <param name="Whole">The volume that the whole front dominates.</param>
internal sealed record FrontProblem(ParetoFunction Function, double Whole)
{
    /// <summary>What a configuration must keep at or below 0; empty where everything is allowed.</summary>
    public Func<Configuration, double[]> Limits { get; init; } = _ => [];

    public string Name { get; init; } = Function.Name;

    /// <summary>A problem of two values, by a fine sample of its front.</summary>
    public static FrontProblem Of(ParetoFunction function, IEnumerable<double[]> front) =>
        new(function, function.Volume(front));

    /// <summary>The share of the volume below the front that some results dominate, 0 to 1.</summary>
    public double ShareOf(IEnumerable<double[]> results) => Function.Volume(results) / Whole;
}
