using System.Collections.Immutable;
using Tune.Engine.Experiments;

namespace Tune.Engine.Simulation;

/// <summary>What an experiment would take, over several seeds.</summary>
/// <param name="Runs">One simulation for each seed.</param>
public sealed record Forecast(ImmutableArray<SimulationResult> Runs)
{
    /// <summary>Simulates an experiment with its seed and the ones after it.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="workload">What stands in for the training.</param>
    /// <param name="options">The machines.</param>
    /// <param name="seeds">How many, 1 or more.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no seeds.</exception>
    /// <inheritdoc cref="Simulator.Run" path="/exception" />
    public static Forecast Of(
        ExperimentSpec spec, IWorkload workload, SimulationOptions options, int seeds,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        var runs = ImmutableArray.CreateBuilder<SimulationResult>(seeds);
        for (var seed = 0; seed < seeds; seed++)
        {
            var one = spec with { Seed = unchecked(spec.Seed + (ulong)seed) };
            runs.Add(Simulator.Run(one, workload, options, cancellation: cancellation));
        }

        return new Forecast(runs.ToImmutable());
    }

    /// <summary>A quantile over the seeds, by linear interpolation between neighbours; NaN counts as lowest.</summary>
    /// <param name="of">The figure of one run.</param>
    /// <param name="share">0 for the lowest, 0.5 for the median, 1 for the highest.</param>
    public double Quantile(Func<SimulationResult, double> of, double share)
    {
        double[] sorted = [.. Runs.Select(of).Order()];
        var place = Math.Clamp(share, 0, 1) * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length && place > below
            ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]))
            : sorted[below];
    }
}
