using Tune.Engine.Simulation;
using Tune.Engine.Spaces;

namespace Tune.Quality.Tables;

/// <summary>
/// A table of curves for one experiment: a configuration gets the nearest row that no other configuration has got. In
/// truth no two configurations train alike, so a searcher that goes close to what it knows learns something new there,
/// and one that tries a row's own configuration gets that row. Once all rows are used the nearest answers again.
/// </summary>
internal sealed class UnusedRows(CurveTable table) : IWorkload
{
    private readonly Dictionary<Configuration, int> _given = [];
    private readonly HashSet<int> _used = [];

    public ICourse Begin(in CourseStart start)
    {
        if (!_given.TryGetValue(start.Config, out var row))
        {
            row = table.Nearest(start.Config, _used);
            _given.Add(start.Config, row);
            _used.Add(row);
        }

        return table.Row(row);
    }
}
