using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>
/// What values one parameter may take and how they map to and from [0, 1]. Closed: the kinds are the ones named here.
/// </summary>
/// <remarks>
/// A uniform number put through <see cref="FromUnit"/> is a draw from the domain's distribution; that is how values are
/// sampled. Finite domains divide [0, 1] into cells, one per value, and <see cref="ToUnit"/> gives a cell's centre.
/// </remarks>
public abstract record Domain
{
    private protected Domain()
    {
    }

    /// <summary>How many values there are; null when they are not countable (or more than a long holds).</summary>
    public virtual long? Cardinality => null;

    /// <summary>True when there is something to choose: every kind but constants and derived values.</summary>
    public virtual bool IsFree => true;

    /// <summary>True when near values mean near things: numbers and ordinals, not choices.</summary>
    public virtual bool IsOrdered => true;

    /// <summary>True when every value is a number.</summary>
    public virtual bool IsNumeric => true;

    /// <summary>What is allowed, as the end of a sentence: "a number from 0.1 to 1".</summary>
    public abstract string Allowed { get; }

    /// <summary>Null for a sound domain, otherwise what is wrong and what is allowed.</summary>
    public virtual string? Problem => null;

    /// <summary>True when the value may be used here, up to rounding: <see cref="Nearest"/> gives the exact
    /// value.</summary>
    public abstract bool Contains(ParameterValue value);

    /// <summary>The allowed value nearest to this one; numbers outside are moved to the bound.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind, so that no value is near.</exception>
    public abstract ParameterValue Nearest(ParameterValue value);

    /// <summary>The value at a coordinate. Coordinates outside [0, 1] count as the nearer end, NaN as the
    /// middle.</summary>
    public ParameterValue FromUnit(double unit) => At(double.IsNaN(unit) ? 0.5 : Math.Clamp(unit, 0, 1));

    /// <summary>
    /// A coordinate of an allowed value, in [0, 1]. <c>FromUnit(ToUnit(v))</c> is v for every value of a finite
    /// domain and
    /// every sampled value; for other reals it is v up to the rounding of a double on the domain's scale.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in the domain.</exception>
    public double ToUnit(ParameterValue value)
    {
        var nearest = Contains(value) ? Nearest(value) : throw NotHere(value);
        return Refine(Math.Clamp(Locate(nearest), 0, 1), nearest);
    }

    /// <summary>The value as one plain number: numbers as they are, listed values by their position from
    /// zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in the domain.</exception>
    public double Encode(ParameterValue value) => Contains(value) ? Code(Nearest(value)) : throw NotHere(value);

    /// <summary>The value of a plain number; numbers outside are moved to the nearest value.</summary>
    public abstract ParameterValue Decode(double code);

    /// <summary>The value at a position of a finite domain, from 0 to <see cref="Cardinality"/> - 1.</summary>
    internal virtual ParameterValue Level(long position) => Decode(position);

    /// <summary>The position of an allowed value of a finite domain.</summary>
    internal virtual long LevelOf(ParameterValue value) => (long)Encode(value);

    /// <summary>Draws a value.</summary>
    public ParameterValue Sample(KeyedRandom random) => At(random.NextUnit());

    /// <summary>Folds the domain's data into a chain of <see cref="Mix"/>.</summary>
    internal abstract ulong MixInto(ulong chain);

    private protected abstract ParameterValue At(double unit);

    private protected abstract double Locate(ParameterValue value);

    private protected virtual double Code(ParameterValue value) => value.AsReal();

    // Rounding may carry a coordinate into the neighbouring value. Sampled coordinates are multiples of 2^-53,
    // so the nearest few of those contain one that gives the value back, if the value was sampled.
    private double Refine(double unit, ParameterValue value)
    {
        if (At(unit) == value)
        {
            return unit;
        }

        const double lattice = 1L << 53;
        const int reach = 16;
        var centre = Math.Round(unit * lattice);
        for (var step = 0; step <= reach; step++)
        {
            var (below, above) = ((centre - step) / lattice, (centre + step) / lattice);
            if (below >= 0 && At(below) == value)
            {
                return below;
            }

            if (above <= 1 && At(above) == value)
            {
                return above;
            }
        }

        return unit;
    }

    private ArgumentOutOfRangeException NotHere(ParameterValue value) =>
        new(nameof(value), value.ToString(), $"The value is not allowed; allowed is {Allowed}.");
}
