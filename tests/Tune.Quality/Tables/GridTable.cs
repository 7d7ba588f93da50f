using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;

namespace Tune.Quality.Tables;

/// <summary>A complete grid: every combination was trained with several seeds, and only the end is known. A
/// configuration is worth the mean over the seeds.</summary>
internal sealed class GridTable : IWorkload
{
    private readonly string[] _names;
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>Reads a table.</summary>
    /// <param name="family">As in the folder.</param>
    /// <param name="name">As in the file.</param>
    /// <param name="mode">Which end is good.</param>
    /// <param name="names">The hyperparameters, one for each digit of the key; a star marks one without an
    /// order.</param>
    /// <param name="rows">The lines of the file.</param>
    public GridTable(string family, string name, Mode mode, string[] names, IEnumerable<string[]> rows)
    {
        (Family, Name, Objective) = (family, name, new Objective("value", mode));
        foreach (var row in rows)
        {
            _values[row[0]] = row.Skip(1).Average(Csv.Number);
        }

        _names = [.. names.Select(one => one.TrimEnd('*'))];
        Space = names.Select((one, i) => (Name: one, Most: _values.Keys.Max(key => key[i] - '0'))).Aggregate(
            new SearchSpace(), (space, one) => one.Name.EndsWith('*')
                ? space.Choice(
                    one.Name.TrimEnd('*'),
                    [.. Enumerable.Range(0, one.Most + 1).Select(i => ParameterValue.Text(
                        i.ToString(CultureInfo.InvariantCulture)))])
                : space.Integer(one.Name, 0, one.Most));
        var scores = _values.Values.Select(value => Score.Of(value, mode)).Order().ToArray();
        (Best, Median) = (Objective.ValueOf(scores[^1]), Objective.ValueOf(scores[scores.Length / 2]));
    }

    public string Family { get; }

    public string Name { get; }

    public Objective Objective { get; }

    public SearchSpace Space { get; }

    public double Best { get; }

    public double Median { get; }

    public int Rows => _values.Count;

    public ICourse Begin(in CourseStart start)
    {
        var config = start.Config;
        var key = string.Concat(_names.Select(name => config[name].ToString()));
        return new Course(_values[key]);
    }

    private sealed class Course(double value) : ICourse
    {
        public int Iterations => 1;

        public SimulatedStep At(int iteration) => new(1, MetricSet.Of(("value", value)));
    }
}
