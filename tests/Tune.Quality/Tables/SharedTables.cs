using Tune.Engine.Metrics;
using Tune.Testing;

namespace Tune.Quality.Tables;

/// <summary>The tables of the shared data. Where it is absent there are none.</summary>
internal static class SharedTables
{
    private static readonly Axis[] LcBenchAxes =
    [
        new("batch_size", IsLog: true, IsWhole: true), new("learning_rate", IsLog: true), new("momentum"),
        new("weight_decay"), new("num_layers", IsWhole: true), new("max_units", IsLog: true, IsWhole: true),
        new("max_dropout"),
    ];

    private static readonly Axis[] TaskSetAxes =
    [
        new("learning_rate", IsLog: true), new("beta1", IsLog: true, FromOne: true),
        new("beta2", IsLog: true, FromOne: true), new("epsilon", IsLog: true), new("l1", IsLog: true),
        new("l2", IsLog: true), new("linear_decay", IsLog: true), new("exponential_decay", IsLog: true),
    ];

    private static readonly Dictionary<string, (Mode Mode, string[] Names)> Families = new(StringComparer.Ordinal)
    {
        ["hpolib"] = (Mode.Min, [
            "activation_1*", "activation_2*", "batch_size", "dropout_1", "dropout_2", "init_lr", "lr_schedule*",
            "n_units_1", "n_units_2"]),
        ["hpobench"] = (Mode.Max, ["alpha", "batch_size", "depth", "learning_rate_init", "width"]),
        ["nasbench201"] = (Mode.Max, ["op0*", "op1*", "op2*", "op3*", "op4*", "op5*"]),
    };

    /// <summary>What to say where there is nothing.</summary>
    public static string Absent =>
        $"The shared data was not found: set {SharedData.Variable} to its folder, or lay it at ../shared/data beside "
        + "the repository.";

    public static IEnumerable<string> LcBenchNames() => Files("lcbench-tab", ".val_accuracy.csv.gz");

    public static IEnumerable<string> TaskSetNames() => Files("taskset", ".valid.csv.gz");

    public static IEnumerable<(string Family, string Name)> GridNames() =>
        Families.Keys.SelectMany(family => Files($"tables/{family}", ".csv.gz").Select(name => (family, name)));

    public static CurveTable LcBench(string name)
    {
        var folder = SharedData.Find("lcbench-tab")!;
        return new CurveTable(
            "lcbench", name, Mode.Max, LcBenchAxes,
            Csv.Numbers(Path.Combine(folder, "configs.csv"), skip: 1),
            Csv.Numbers(Path.Combine(folder, name + ".val_accuracy.csv.gz")),
            [.. Csv.Numbers(Path.Combine(folder, name + ".time.csv.gz")).Select(Steps)]);
    }

    /// <summary>Validation loss; an evaluation counts as a second.</summary>
    public static CurveTable TaskSet(string name)
    {
        var folder = SharedData.Find("taskset")!;
        var curves = Csv.Numbers(Path.Combine(folder, name + ".valid.csv.gz"));
        return new CurveTable(
            "taskset", name, Mode.Min, TaskSetAxes, Csv.Numbers(Path.Combine(folder, "configs.csv"), skip: 1), curves,
            [.. curves.Select(curve => Array.ConvertAll(curve, _ => 1.0))]);
    }

    public static GridTable Grid(string family, string name)
    {
        var (mode, names) = Families[family];
        var rows = Csv.Rows(SharedData.Find($"tables/{family}/{name}.csv.gz")!);
        return new GridTable(family, name, mode, names, rows);
    }

    private static IEnumerable<string> Files(string folder, string ending) => SharedData.Find(folder) is { } path
        ? Directory.EnumerateFiles(path, "*" + ending).Select(file => Path.GetFileName(file)[..^ending.Length])
            .Order(StringComparer.Ordinal)
        : [];

    // The files hold the seconds since the start, which a smooth model let fall here and there.
    private static double[] Steps(double[] since)
    {
        var (steps, before) = (new double[since.Length], 0.0);
        for (var i = 0; i < since.Length; i++)
        {
            var now = Math.Max(before, since[i]);
            (steps[i], before) = (now - before, now);
        }

        return steps;
    }
}
