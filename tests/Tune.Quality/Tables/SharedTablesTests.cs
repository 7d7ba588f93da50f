using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Quality.Virtual;
using Tune.Schedulers.Asha;

namespace Tune.Quality.Tables;

/// <summary>The tables as the shared data's README describes them. Without the data there are no such tests.</summary>
internal sealed class SharedTablesTests
{
    [TestCaseSource(typeof(SharedTables), nameof(SharedTables.LcBenchNames))]
    public void LcBench_EachTable_HasAThousandCurvesAndTimesThatRise(string name)
    {
        var table = SharedTables.LcBench(name);

        Assert.That((table.Configs.Count, table.Iterations), Is.EqualTo((1000, 52)));
        Assert.That(table.Best, Is.InRange(table.Median, 100));
        Assert.That(table.MeanSeconds, Is.GreaterThan(0));
    }

    [TestCaseSource(typeof(SharedTables), nameof(SharedTables.TaskSetNames))]
    public void TaskSet_EachTable_AnswersForItsOwnConfigurations(string name)
    {
        var table = SharedTables.TaskSet(name);
        var finals = table.Configs.Select(config =>
        {
            var course = table.Begin(new CourseStart(default, default, config, 0, null, 1));
            return course.At(51).Metrics!.TryGet("value", out var loss) ? loss : double.NaN;
        }).Where(double.IsFinite).ToArray();

        Assert.That(finals.Min(), Is.EqualTo(table.BestFinal));
        Assert.That(table.Median, Is.GreaterThan(table.BestFinal));
    }

    [TestCaseSource(typeof(SharedTables), nameof(SharedTables.TaskSetNames))]
    public void UnusedRows_SameConfigurationAgain_GetsItsRowAndOthersGetOthers(string name)
    {
        var table = SharedTables.TaskSet(name);
        var rows = new UnusedRows(table);
        var near = table.Space.FromUnit([.. table.Space.ToUnit(table.Configs[7]).Select(x => x * 0.9999)]);

        var own = Curve(table.Configs[7]);

        Assert.That(Curve(near), Is.Not.EqualTo(own));
        Assert.That(Curve(table.Configs[7]), Is.EqualTo(own));
        Assert.That(table.Nearest(near, []), Is.EqualTo(7), "alone it would have got the same row");

        double[] Curve(Configuration config)
        {
            var course = rows.Begin(new CourseStart(default, default, config, 0, null, 1));
            return [.. Enumerable.Range(1, 51).Select(
                i => course.At(i).Metrics!.TryGet("value", out var loss) ? loss : double.NaN)];
        }
    }

    [TestCaseSource(nameof(Grids))]
    public void Grid_EachTable_AgreesWithTheReference(string family, string name, double optimum, double median)
    {
        var table = SharedTables.Grid(family, name);

        Assert.That(table.Best, Is.EqualTo(optimum).Within(1e-5).Percent);
        Assert.That(table.Median, Is.EqualTo(median).Within(0.1).Percent);
        Assert.That(table.Space.Dimensions, Is.GreaterThanOrEqualTo(5));
    }

    [TestCaseSource(typeof(SharedTables), nameof(SharedTables.LcBenchNames))]
    public void Asha_OnLcBench_FindsAGoodOneForAThirdOfTheCost(string name)
    {
        var table = SharedTables.LcBench(name);
        var spec = Some.Spec(trials: 300, new AshaOptions { MaxIterations = 52, GracePeriod = 3 }) with
        {
            Space = table.Space, Objective = table.Objective,
        };

        var (result, journal) = Some.Run(spec, table, SimulationOptions.With(slots: 4));

        var regret = (table.Best - result.Best!.Value) / (table.Best - table.Median);
        Assert.That(regret, Is.InRange(0, 0.35));
        Assert.That(result.Busy.TotalSeconds, Is.LessThan(300 * table.MeanSeconds * 0.35));
        Assert.That(
            journal.OfType<ExperimentEvent.TrialEnded>().Count(ended => ended.Status == TrialStatus.Completed),
            Is.GreaterThan(0));
    }

    private static IEnumerable<TestCaseData> Grids() =>
        Tune.Testing.SharedData.Find("reference/random_search_exact_tables.csv") is { } path
            ? Csv.Rows(path).Skip(1).Select(row => new TestCaseData(
                row[0], row[1], Csv.Number(row[4]), Csv.Number(row[5])).SetArgDisplayNames(row[0], row[1]))
            : [];
}
