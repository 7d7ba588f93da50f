using System.Collections.Immutable;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Analysis;

/// <summary>Trials drawn evenly over the unit cube.</summary>
internal static class SomeTrials
{
    /// <summary>Real parameters x0, x1 and so on, from 0 to 1.</summary>
    public static ImmutableArray<Parameter> Reals(int count) =>
        [.. Enumerable.Range(0, count).Select(axis => new Parameter($"x{axis}", new RealDomain(0, 1), []))];

    public static double[][] Uniform(int axes, int trials, ulong seed = 11) =>
    [
        .. Enumerable.Range(0, trials).Select(trial =>
        {
            var random = KeyedRandom.For(seed, "test/rows", trial);
            return Enumerable.Range(0, axes).Select(_ => random.NextUnit()).ToArray();
        }),
    ];

    /// <summary>A function that is to be made small, tried at random.</summary>
    public static Evidence Of(int axes, int trials, Func<double[], double> value, ulong seed = 11) =>
        Of(Reals(axes), trials, value, seed);

    /// <inheritdoc cref="Of(int, int, Func{double[], double}, ulong)" />
    public static Evidence Of(
        ImmutableArray<Parameter> parameters, int trials, Func<double[], double> value, ulong seed = 11) =>
        Evidence.Of(
            parameters, Uniform(parameters.Length, trials, seed).Select(row => (row, value(row))), "loss", Mode.Min);
}
