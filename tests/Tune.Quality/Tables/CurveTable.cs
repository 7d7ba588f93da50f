using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;

namespace Tune.Quality.Tables;

/// <summary>
/// A thousand configurations of one task, each trained to the end. Between them the nearest one answers: a searcher
/// sees steps, as wide as the configurations are apart.
/// </summary>
internal sealed class CurveTable : IWorkload
{
    private readonly Axis[] _axes;
    private readonly double[][] _units;
    private readonly double[][] _curves;
    private readonly double[][] _seconds;

    public CurveTable(
        string family, string name, Mode mode, Axis[] axes, double[][] configs, double[][] curves, double[][] seconds)
    {
        (Family, Name, Objective, _axes) = (family, name, new Objective("value", mode), axes);
        (_curves, _seconds) = (curves, seconds);
        var columns = axes.Select((axis, i) => configs.Select(row => axis.Of(row[i])).ToArray()).ToArray();
        Space = axes.Select((axis, i) => (axis, Column: columns[i])).Aggregate(
            new SearchSpace(), (space, one) => one.axis.AddTo(space, one.Column.Min(), one.Column.Max()));
        Configs = [.. configs.Select((_, row) => Config(columns, row))];
        _units = [.. Configs.Select(config => Space.ToUnit(config))];
        var finals = curves.Select(curve => Objective.ScoreOf(MetricSet.Of(("value", curve[^1])))).Order().ToArray();
        Median = Objective.ValueOf(finals[finals.Length / 2]);
        Best = Objective.ValueOf(curves.SelectMany(curve => curve).Select(
            value => Score.Of(value, mode)).Max());
        BestFinal = Objective.ValueOf(finals[^1]);
    }

    public string Family { get; }

    public string Name { get; }

    public Objective Objective { get; }

    public SearchSpace Space { get; }

    /// <summary>The configurations of the rows.</summary>
    public IReadOnlyList<Configuration> Configs { get; }

    public int Iterations => _curves[0].Length;

    /// <summary>The median of the last values; what cannot be used counts as worst.</summary>
    public double Median { get; }

    /// <summary>The best value anywhere.</summary>
    public double Best { get; }

    /// <summary>The best last value.</summary>
    public double BestFinal { get; }

    /// <summary>The mean time of a whole training.</summary>
    public double MeanSeconds => _seconds.Average(row => row.Sum());

    public ICourse Begin(in CourseStart start) => Row(Nearest(start.Config, []));

    /// <summary>The training of one row.</summary>
    public ICourse Row(int row) => new Course(_curves[row], _seconds[row]);

    /// <summary>The row whose configuration is nearest to this one in the unit cube.</summary>
    /// <param name="config">Any configuration of the space.</param>
    /// <param name="used">Rows to leave out, unless these are all.</param>
    public int Nearest(Configuration config, HashSet<int> used)
    {
        var unit = Space.ToUnit(config);
        var (best, least) = (0, double.PositiveInfinity);
        for (var row = 0; row < _units.Length; row++)
        {
            if (used.Count < _units.Length && used.Contains(row))
            {
                continue;
            }

            var (other, sum) = (_units[row], 0.0);
            for (var i = 0; i < unit.Length && sum < least; i++)
            {
                sum += (unit[i] - other[i]) * (unit[i] - other[i]);
            }

            (best, least) = sum < least ? (row, sum) : (best, least);
        }

        return best;
    }

    private Configuration Config(double[][] columns, int row) => Space.Conform(Configuration.Of(
        [.. _axes.Select((axis, i) => (axis.Name, axis.IsWhole
            ? ParameterValue.Integer((long)columns[i][row])
            : ParameterValue.Real(columns[i][row])))]));

    private sealed class Course(double[] curve, double[] seconds) : ICourse
    {
        public int Iterations => curve.Length;

        public SimulatedStep At(int iteration) =>
            new(seconds[iteration - 1], MetricSet.Of(("value", curve[iteration - 1])));
    }
}
