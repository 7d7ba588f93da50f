using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Plots.Charts;

namespace Tune.Plots.Tests.Charts;

/// <summary>
/// A made-up sweep with everything a real one has: ASHA rungs, log, integer, choice and conditional parameters,
/// failures, retries, pauses, running trials and a diverged one.
/// </summary>
internal static class SampleSweep
{
    public static readonly ChartParameter[] Parameters =
    [
        new("learningRate", 1e-4, 1e-1, IsLog: true, IsInteger: false, [])
        {
            Domain = new RealDomain(1e-4, 1e-1, log: true),
        },
        new("hidden", 32, 512, IsLog: true, IsInteger: true, []) { Domain = new IntegerDomain(32, 512, log: true) },
        new("dropout", 0, 0.6, IsLog: false, IsInteger: false, []) { Domain = new RealDomain(0, 0.6) },
        new("layers", 1, 4, IsLog: false, IsInteger: true, []) { Domain = new IntegerDomain(1, 4) },
        new("optimizer", 0, 2, false, false, ["sgd", "adam", "adamw"])
        {
            Domain = new ChoiceDomain(["sgd", "adam", "adamw"]),
        },
        new("optimizer/momentum", 0, 0.99, IsLog: false, IsInteger: false, []) { Domain = new RealDomain(0, 0.99) },
    ];

    public static ChartData Make(int trials = 64, Mode mode = Mode.Max, int slots = 4, ulong seed = 7)
    {
        int[] rungs = [1, 3, 9, 27];
        var free = new double[slots];
        var made = new List<ChartTrial>();
        var scores = rungs.ToDictionary(rung => rung, _ => new List<double>());
        for (var number = 0; number < trials; number++)
        {
            made.Add(Trial(number, mode, rungs, scores, free, seed));
        }

        var objective = new Objective(mode == Mode.Max ? "val_accuracy" : "val_loss", mode);
        return new ChartData("digits", objective, Parameters, made)
        {
            Objectives = [objective, new Objective("size_mb", Mode.Min)],
            Rungs = rungs,
        };
    }

    /// <summary>The same with a third objective.</summary>
    public static ChartData Three(int trials)
    {
        var two = Make(trials);
        return two with
        {
            Objectives = [.. two.Objectives, new Objective("latency_ms", Mode.Min)],
            Trials =
            [
                .. two.Trials.Select(trial => trial with
                {
                    Point = [.. trial.Point, 3 + (20 * trial.Unit[3]) + trial.Point[1]],
                }),
            ],
        };
    }

    /// <summary>A sweep over many parameters with long names and many options.</summary>
    public static ChartData Wide(int parameters)
    {
        ChartParameter[] axes =
        [
            .. Enumerable.Range(0, parameters).Select(axis => axis % 3 == 0
                ? new ChartParameter($"model/encoder/block{axis}/kind", 0, 19, false, false,
                    [.. Enumerable.Range(0, 20).Select(option => $"architecture-variant-{option}")])
                {
                    Domain = new ChoiceDomain([.. Enumerable.Range(0, 20).Select(i => (ParameterValue)$"{i}")]),
                }
                : new ChartParameter($"model/encoder/block{axis}/width", 1, 1000, axis % 3 == 1, true, [])
                {
                    Domain = new IntegerDomain(1, 1000, log: axis % 3 == 1),
                }),
        ];
        return new ChartData("wide", new Objective("validation/mean_intersection_over_union", Mode.Max), axes,
        [
            .. Enumerable.Range(0, 80).Select(number =>
            {
                var random = KeyedRandom.For(3, "sample/wide", number);
                double[] unit = [.. axes.Select(_ => random.NextUnit())];
                double[] values =
                [
                    .. axes.Select((axis, i) =>
                        axis.IsChoice ? Math.Floor(20 * unit[i]) : 1 + Math.Floor(999 * unit[i])),
                ];
                return new ChartTrial(number, ChartOutcome.Completed, unit[0] + (0.3 * unit[1]), values, unit);
            }),
        ]);
    }

    private static ChartTrial Trial(
        int number, Mode mode, int[] rungs, Dictionary<int, List<double>> scores, double[] free, ulong seed)
    {
        var random = KeyedRandom.For(seed, "sample", number);
        double[] unit = [.. Parameters.Select(_ => random.NextUnit())];
        double[] values =
        [
            Math.Pow(10, -4 + (3 * unit[0])), Math.Round(32 * Math.Pow(16, unit[1])), 0.6 * unit[2],
            1 + (int)(4 * unit[3]), (int)(3 * unit[4]), 0.99 * unit[5],
        ];
        unit[4] = (values[4] + 0.5) / 3;
        if (values[4] > 0)
        {
            (values[5], unit[5]) = (double.NaN, double.NaN);
        }

        var quality = Quality(unit, values) + (0.01 * random.NextNormal());
        var slot = Array.IndexOf(free, free.Min());
        var pace = 1.5 + (2 * unit[1]);
        var start = free[slot] + 0.4;
        var points = new List<ChartPoint>();
        var outcome = ChartOutcome.Completed;
        for (var iteration = 1; iteration <= 27; iteration++)
        {
            var value = Value(quality, iteration, mode, random, number);
            points.Add(new ChartPoint(iteration, value));
            if (rungs.Contains(iteration) && iteration < 27)
            {
                var seen = scores[iteration];
                seen.Add(mode == Mode.Max ? value : -value);
                var cut = seen.Where(double.IsFinite).OrderDescending()
                    .ElementAtOrDefault(Math.Max(0, (seen.Count / 3) - 1));
                if (!(seen[^1] >= cut) || seen.Count < 2)
                {
                    outcome = number % 11 == 3 ? ChartOutcome.Paused : ChartOutcome.Stopped;
                    break;
                }
            }
        }

        (outcome, var runs) = Attempts(number, slot, start, pace, points, outcome);
        free[slot] = runs[^1].End;
        double[] finite = [.. points.Select(point => point.Value).Where(double.IsFinite)];
        var best = finite.Length == 0 ? double.NaN : mode == Mode.Max ? finite.Max() : finite.Min();
        return new ChartTrial(number, outcome, best, values, unit)
        {
            Point = [best, values[1] / 20],
            Violation = number % 9 == 4 ? 1 : 0,
            Curve = points,
            Attempts = runs,
        };
    }

    private static double Quality(double[] unit, double[] values)
    {
        var rate = 1 - Math.Pow((unit[0] - 0.62) * 1.9, 2);
        var kind = values[4] switch { 0 => -0.12 + (0.1 * values[5]), 1 => 0, _ => 0.015 };
        return 0.86 + (0.1 * rate) + (0.03 * unit[1]) - (0.04 * Math.Abs(unit[2] - 0.35)) + kind;
    }

    private static double Value(double quality, int iteration, Mode mode, KeyedRandom random, int number)
    {
        var top = Math.Min(0.985, quality);
        var value = top - ((top - 0.1) * 0.55 * Math.Pow(iteration, -0.9)) + (0.004 * random.NextNormal());
        return mode == Mode.Max ? value
            : number == 17 ? 3 * Math.Pow(3, iteration)
            : number == 23 && iteration > 1 ? double.NaN
            : -Math.Log(Math.Clamp(value, 0.01, 0.999)) * 2;
    }

    private static (ChartOutcome, List<ChartAttempt>) Attempts(
        int number, int slot, double start, double pace, List<ChartPoint> points, ChartOutcome outcome)
    {
        var end = start + (points.Count * pace);
        var name = $"node-{1 + (slot / 2)} / {slot % 2}";
        if (number % 19 == 8)
        {
            var broke = start + (0.4 * (end - start));
            return (outcome,
            [
                new(name, 1, start, broke, number % 2 == 0 ? ChartOutcome.Failed : ChartOutcome.Lost),
                new(name, 2, broke + 0.5, end, outcome),
            ]);
        }

        if (number == 40)
        {
            points.Clear();
            return (ChartOutcome.Failed, [new(name, 1, start, start + 2, ChartOutcome.Failed)]);
        }

        outcome = number is 62 or 63 ? ChartOutcome.Running : outcome;
        return (outcome, [new(name, 1, start, end, outcome)]);
    }
}
