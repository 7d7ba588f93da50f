using Tune.Engine.Spaces;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Search.Gp;

/// <summary>Configurations as points of the kernel and back.</summary>
/// <remarks>
/// A number is the domain's own coordinate in [0, 1], a choice its position. An inactive number stands at 0.5, and a
/// column of its own says that it is inactive, half the range away; an inactive choice is one more choice. The last
/// column is how far a trial was trained, 1 for the end.
/// </remarks>
internal sealed class GpSpace
{
    private const int LevelsMax = 32;
    private const double Inactive = 0.5;
    private const double NoChoice = -1;

    private readonly SearchSpace _space;
    private readonly Axis[] _axes;

    // The column that says whether a coordinate is active; -1 where it always is, or is a choice.
    private readonly int[] _activity;

    public GpSpace(SearchSpace space)
    {
        _space = space;
        _axes = [.. space.Coordinates.Select(parameter => new Axis(parameter))];
        _activity = new int[_axes.Length];
        var isChoice = _axes.Select(axis => axis.Choices > 0).ToList();
        var weight = Enumerable.Range(0, _axes.Length).ToList();
        for (var c = 0; c < _axes.Length; c++)
        {
            _activity[c] = -1;
            if (!space.Coordinates[c].IsAlwaysActive && !isChoice[c])
            {
                _activity[c] = weight.Count;
                weight.Add(c);
                isChoice.Add(false);
            }
        }

        Columns = new GpColumns([.. isChoice, false], [.. weight, _axes.Length]);
        Levels = [.. space.Coordinates.Select((parameter, c) => LevelsOf(parameter.Domain, _axes[c].Choices))];
        IsSmooth = [.. Levels.Select(levels => levels.Length == 0)];
        IsConditional = space.Coordinates.Any(parameter => !parameter.IsAlwaysActive);
    }

    /// <summary>What the columns of a point are.</summary>
    public GpColumns Columns { get; }

    /// <summary>How many columns are coordinates of the space; they come first.</summary>
    public int Dimensions => _axes.Length;

    /// <summary>The places a coordinate may have; empty where there are many.</summary>
    public double[][] Levels { get; }

    /// <summary>Which coordinates move freely; those with many steps are moved to the nearest one afterwards.</summary>
    public bool[] IsSmooth { get; }

    /// <summary>Whether some parameters are not always active.</summary>
    public bool IsConditional { get; }

    /// <summary>The point of a configuration.</summary>
    /// <param name="config">A configuration of the space.</param>
    /// <param name="progress">How far it was trained, up to 1.</param>
    public double[] Locate(Configuration config, double progress)
    {
        var point = new double[Columns.Count];
        for (var c = 0; c < _axes.Length; c++)
        {
            var located = _axes[c].Locate(config);
            point[c] = !double.IsNaN(located) ? located : _axes[c].Choices > 0 ? NoChoice : Inactive;
            if (_activity[c] >= 0)
            {
                point[_activity[c]] = double.IsNaN(located) ? Inactive : 0;
            }
        }

        point[^1] = progress;
        return point;
    }

    /// <summary>The configuration at a point.</summary>
    public Configuration Configure(ReadOnlySpan<double> point)
    {
        Span<double> unit = stackalloc double[_axes.Length];
        for (var c = 0; c < _axes.Length; c++)
        {
            unit[c] = point[c] == NoChoice ? 0.5 : _axes[c].ToUnit(point[c]);
        }

        return _space.FromUnit(unit);
    }

    /// <summary>The point of a place in the unit cube.</summary>
    public double[] FromUnit(ReadOnlySpan<double> unit)
    {
        var point = new double[Columns.Count];
        for (var c = 0; c < _axes.Length; c++)
        {
            var choices = _axes[c].Choices;
            point[c] = choices > 0 ? Math.Min(Math.Floor(unit[c] * choices), choices - 1) : unit[c];
        }

        point[^1] = 1;
        Settle(point);
        return point;
    }

    /// <summary>Moves a point to where its configuration lies.</summary>
    public void Settle(Span<double> point)
    {
        if (IsConditional)
        {
            Locate(Configure(point), point[^1]).CopyTo(point);
            return;
        }

        for (var c = 0; c < _axes.Length; c++)
        {
            point[c] = _axes[c].Choices > 0 ? point[c] : _axes[c].Snap(point[c]);
        }
    }

    /// <summary>Whether a coordinate matters at a point.</summary>
    public bool IsActive(ReadOnlySpan<double> point, int coordinate) =>
        _activity[coordinate] >= 0 ? point[_activity[coordinate]] == 0 : point[coordinate] != NoChoice;

    private static double[] LevelsOf(Domain domain, int choices)
    {
        if (choices > 0)
        {
            return [.. Enumerable.Range(0, choices).Select(choice => (double)choice)];
        }

        if (domain.Cardinality is not { } count || count > LevelsMax)
        {
            return [];
        }

        var first = domain.Encode(domain.FromUnit(0));
        var step = domain switch
        {
            IntegerDomain integer => integer.Step,
            RealDomain real => real.Step ?? 0,
            _ => 1,
        };
        return [.. Enumerable.Range(0, (int)count).Select(k => domain.ToUnit(domain.Decode(first + (k * step))))];
    }
}
