using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>One coordinate of the space as the model sees it: a number in [0, 1], or one of some choices.</summary>
/// <remarks>
/// The number is the domain's own coordinate, in which its distribution is uniform: logarithms, normal distributions
/// and steps are in it already, and the prior of the model is what the user declared.
/// </remarks>
internal sealed class Axis
{
    private readonly Domain _domain;
    private readonly string _name;

    // The number of equal cells; 0 for reals and for cells of different widths.
    private readonly long _cells;
    private readonly bool _isStepped;

    public Axis(Parameter parameter)
    {
        (_name, _domain) = (parameter.Name, parameter.Domain);
        var size = _domain.Cardinality;
        Choices = _domain is ListDomain && (!_domain.IsOrdered || size <= 2) ? (int)size! : 0;
        _isStepped = _domain is not (RealDomain { Step: null } or NormalDomain { Step: null });
        _cells = _domain is ListDomain or IntegerDomain { Log: false } or RealDomain { Log: false, Step: not null }
            ? size ?? 0 : 0;
    }

    /// <summary>How many choices there are; 0 for a number.</summary>
    public int Choices { get; }

    /// <summary>Where a configuration lies, for a choice its position; NaN where the parameter is not active.</summary>
    public double Locate(Configuration config) =>
        !config.TryGet(_name, out var value) || !_domain.Contains(value) ? double.NaN
        : Choices > 0 ? _domain.Encode(value)
        : _domain.ToUnit(value);

    /// <summary>The coordinate in the unit cube of what <see cref="Locate"/> gives.</summary>
    public double ToUnit(double located) => Choices > 0 ? (located + 0.5) / Choices : located;

    /// <summary>A number moved to the middle of its cell; unchanged where there are no cells.</summary>
    public double Snap(double unit) =>
        _cells > 0 ? (Math.Min(Math.Floor(unit * _cells), _cells - 1) + 0.5) / _cells
        : _isStepped ? _domain.ToUnit(_domain.FromUnit(unit))
        : unit;

    /// <summary>How wide the cell around a number is; 0 where there are none.</summary>
    public double CellWidth(double unit)
    {
        if (_cells > 0 || !_isStepped)
        {
            return _cells > 0 ? 1.0 / _cells : 0;
        }

        var value = _domain.FromUnit(unit);
        var step = _domain switch
        {
            IntegerDomain integer => integer.Step,
            RealDomain real => real.Step ?? 0,
            NormalDomain normal => normal.Step ?? 0,
            _ => 0,
        };
        var (below, above) = (_domain.Decode(value.AsReal() - step), _domain.Decode(value.AsReal() + step));
        var steps = (below == value ? 0 : 1) + (above == value ? 0 : 1);
        return steps == 0 ? 1 : (_domain.ToUnit(above) - _domain.ToUnit(below)) / steps;
    }
}
