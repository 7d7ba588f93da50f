using System.Collections.Immutable;
using System.Diagnostics;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Benchmarks.Suites;

/// <summary>How long it takes to say which of eight parameters matter.</summary>
internal static class ImportanceSuite
{
    private const int Repeats = 5;

    public static Suite Make() =>
        new("importance", "importance of eight parameters from 10,000 trials", IsLong: false, Run);

    private static Task Run(Figures figures)
    {
        var evidence = Trials(10_000);
        Time(evidence, ImportanceMethod.PedAnova);
        figures.Say("pedanova_ms_10000", Time(evidence, ImportanceMethod.PedAnova), "ms", "far below 1000");
        figures.Say("fanova_ms_10000", Time(evidence, ImportanceMethod.Fanova), "ms", "");
        return Task.CompletedTask;
    }

    private static double Time(Evidence evidence, ImportanceMethod method)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Repeats; i++)
        {
            ImportanceAnalysis.Of(evidence, new ImportanceOptions { Method = method });
        }

        return clock.Elapsed.TotalMilliseconds / Repeats;
    }

    private static Evidence Trials(int count)
    {
        ImmutableArray<Parameter> parameters =
        [
            .. Enumerable.Range(0, 7).Select(axis => new Parameter($"x{axis}", new RealDomain(0, 1), [])),
            new Parameter("kind", new ChoiceDomain(["a", "b", "c", "d"]), []),
        ];
        var rows = Enumerable.Range(0, count).Select(number =>
        {
            var random = KeyedRandom.For(1, "bench/importance", number);
            double[] unit = [.. parameters.Select(_ => random.NextUnit())];
            return (unit, unit.Select((x, axis) => x * axis).Sum() + (unit[0] * unit[7]) + random.NextNormal());
        });
        return Evidence.Of(parameters, rows, "value", Mode.Max);
    }
}
