using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;
using Tune.Quality.Tables;
using Tune.Testing.Functions;
using Tune.Testing.Functions.Bbob;

namespace Tune.Quality.Regret;

/// <summary>All problems, by family. Those on tables are there only with the shared data.</summary>
internal static class Problems
{
    public const string Functions = "functions";
    public const string Bbob = "bbob";
    public const string Protocol = "taskset-protocol";

    // So much as this many whole trainings is spent on a table of curves, on so many slots.
    private const int Trainings = 40;
    private const int Slots = 4;

    // The reference's figures are of this dimension and these instances.
    private const int BbobDimensions = 5;
    private const int BbobInstances = 3;

    public static IEnumerable<string> Families { get; } = [Functions, Bbob, "grid", "lcbench", "taskset", Protocol];

    /// <summary>Whether the problems of a family are formulas, and need no data.</summary>
    public static bool IsFormula(string family) => family is Functions or Bbob;

    public static IEnumerable<Problem> Of(string family) => family switch
    {
        Functions => TestFunctions.All.Select(OnFunction),
        Bbob => Enumerable.Range(1, BbobFunctions.Count).Select(OnBbob),
        "grid" => SharedTables.GridNames().Select(one => OnGrid(SharedTables.Grid(one.Family, one.Name))),
        "lcbench" => SharedTables.LcBenchNames().Select(name => OnCurves(SharedTables.LcBench(name))),
        "taskset" => SharedTables.TaskSetNames().Select(name => OnCurves(SharedTables.TaskSet(name))),
        Protocol => SharedTables.TaskSetNames().Select(name => ByProtocol(SharedTables.TaskSet(name))),
        _ => throw new ArgumentException(
            $"There is no family '{family}'; there are {string.Join(", ", Families)}.", nameof(family)),
    };

    private static Problem OnFunction(TestFunction function) => new()
    {
        Family = Functions,
        Name = function.Name,
        Space = function.Space,
        Objective = new Objective("value", Mode.Min),
        Workload = () => new Once(start => function.At(start.Config)),
        Best = function.Minimum,
        Marks = [10, 25, 50, 100, 150, 200],
        Trials = 200,
    };

    // Seeds take turns with the instances, so that the median over the seeds is one over instances too, as the
    // reference's is. The value is the gap to the optimum, which differs from instance to instance.
    private static Problem OnBbob(int number)
    {
        TestFunction[] instances = [.. Enumerable.Range(1, BbobInstances)
            .Select(instance => BbobFunctions.Make(number, BbobDimensions, instance))];
        return new Problem
        {
            Family = Bbob,
            Name = BbobFunctions.Name(number),
            Space = instances[0].Space,
            Objective = new Objective("value", Mode.Min),
            Workload = () => new Once(start =>
            {
                var one = instances[(start.Seed + BbobInstances - 1) % BbobInstances];
                return one.At(start.Config) - one.Minimum;
            }),
            Best = 0,
            Marks = [25, 50, 100, 200],
            Trials = 200,
        };
    }

    private static Problem OnGrid(GridTable table) => new()
    {
        Family = table.Family,
        Name = table.Name,
        Space = table.Space,
        Objective = table.Objective,
        Workload = () => table,
        Best = table.Best,
        Median = table.Median,
        Marks = [10, 25, 50, 100],
        Trials = 100,
    };

    private static Problem OnCurves(CurveTable table)
    {
        var budget = table.MeanSeconds * Trainings / Slots;
        return new Problem
        {
            Family = table.Family,
            Name = table.Name,
            Space = table.Space,
            Objective = table.Objective,
            Workload = () => new UnusedRows(table),
            Iterations = table.Iterations,
            Best = table.Best,
            Median = table.Median,
            Marks = [.. Enumerable.Range(1, 10).Select(tenth => budget * tenth / 10)],
            Slots = Slots,
            Trainings = Trainings,
        };
    }

    // The protocol of the reference: rows in an order drawn by the seed, one worker, only finished trials count.
    private static Problem ByProtocol(CurveTable table) => new()
    {
        Family = Protocol,
        Name = table.Name,
        Space = table.Space,
        Objective = table.Objective,
        Workload = () => new UnusedRows(table),
        Iterations = table.Iterations,
        Best = table.BestFinal,
        Median = table.Median,
        Marks = [850, 1700, 2550],
        FinalsOnly = true,
        Trainings = 2550 / table.Iterations,
        Points = seed =>
        {
            var rows = table.Configs.ToArray();
            KeyedRandom.For(seed, "regret/rows").Shuffle(rows.AsSpan());
            return [.. rows];
        },
    };

    /// <summary>One value after one second.</summary>
    private sealed class Once(Func<CourseStart, double> value) : IWorkload
    {
        public ICourse Begin(in CourseStart start) => new Course(value(start));

        private sealed class Course(double value) : ICourse
        {
            public int Iterations => 1;

            public SimulatedStep At(int iteration) => new(1, MetricSet.Of(("value", value)));
        }
    }
}
