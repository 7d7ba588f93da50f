using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

// Configurations of the space: drawn, enumerated, checked, and mapped to numbers and back.
public sealed partial class SearchSpace
{
    /// <summary>How often a configuration is drawn again because a constraint does not hold, before giving
    /// up.</summary>
    public const int MaxTries = 10_000;

    /// <summary>Draws a configuration. The same stream gives the same configuration.</summary>
    /// <remarks>Each try takes one number for each coordinate, active or not, so that what one branch needs does not
    /// change the values of the parameters after it.</remarks>
    /// <exception cref="InvalidSpaceException">A function is missing or throws, or the constraints held for none of
    /// <see cref="MaxTries"/> draws.</exception>
    public Configuration Sample(KeyedRandom random) =>
        _plan.Value.Draw(random, [], out var why) ?? throw Unsatisfiable(why);

    /// <summary>A combination of the grid axes; everything else is drawn.</summary>
    /// <param name="index">From 0 to <see cref="GridSize"/> - 1; the last axis changes fastest.</param>
    /// <param name="random">For the parameters that are no grid axes.</param>
    /// <exception cref="InvalidOperationException">The space has no grid axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the grid.</exception>
    /// <exception cref="InvalidSpaceException">The constraints do not hold at this point of the grid.</exception>
    public Configuration GridPoint(long index, KeyedRandom random) =>
        _plan.Value.Draw(random, _plan.Value.Axes(index), out var why) ?? throw Unsatisfiable(why);

    /// <summary>Like <see cref="GridPoint"/>, but null where the constraints do not hold.</summary>
    public Configuration? TryGridPoint(long index, KeyedRandom random) =>
        _plan.Value.Draw(random, _plan.Value.Axes(index), out _);

    /// <summary>Fills a partly given configuration: what is given stays, the rest is drawn.</summary>
    /// <exception cref="ArgumentException">A given parameter is unknown, outside its domain or in a branch not
    /// taken.</exception>
    /// <exception cref="InvalidSpaceException">The constraints hold for none of <see cref="MaxTries"/>
    /// draws.</exception>
    public Configuration Complete(Configuration partial, KeyedRandom random)
    {
        var given = _plan.Value.Given(partial);
        var drawn = _plan.Value.Draw(random, given, out var why) ?? throw Unsatisfiable(why);
        foreach (var (name, value) in partial)
        {
            if (!drawn.TryGet(name, out var now))
            {
                throw new ArgumentException(
                    $"The parameter '{name}' is given, but not active: "
                    + $"{string.Join(" and ", this[name].When)} does not hold.",
                    nameof(partial));
            }

            if (!this[name].Domain.IsFree && !SpacePlan.Same(now, value))
            {
                throw new ArgumentException(
                    $"The parameter '{name}' is given as {value}, but the space gives {now}.", nameof(partial));
            }
        }

        return drawn;
    }

    /// <summary>True when this is a whole configuration of the space. Functions not attached are not asked.</summary>
    public bool Contains(Configuration configuration) => Contains(configuration, out _);

    /// <summary>True when this is a whole configuration of the space; otherwise the reason, naming the
    /// parameter.</summary>
    public bool Contains(Configuration configuration, out string? why) =>
        (why = _plan.Value.WhyNot(configuration)) is null;

    /// <summary>
    /// The same configuration as the space itself would make it: its order, its kinds of number, its exact steps.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a configuration of the space; the message says why.</exception>
    public Configuration Conform(Configuration configuration) => _plan.Value.Conform(configuration);

    /// <summary>One coordinate in [0, 1] for each parameter with something to choose; 0.5 for inactive ones.</summary>
    /// <remarks><c>FromUnit(ToUnit(c))</c> equals c for sampled configurations.</remarks>
    /// <inheritdoc cref="Conform"/>
    public double[] ToUnit(Configuration configuration) => _plan.Value.ToUnit(configuration);

    /// <summary>The configuration at a point of the unit cube. Constraints are not asked: see
    /// <see cref="Contains(Configuration)"/>.</summary>
    /// <exception cref="ArgumentException">There must be <see cref="Dimensions"/> coordinates.</exception>
    public Configuration FromUnit(ReadOnlySpan<double> unit) => _plan.Value.FromUnit(unit);

    /// <summary>One plain number for each coordinate: numbers as they are, listed values by position from zero, NaN for
    /// inactive ones.</summary>
    /// <inheritdoc cref="Conform"/>
    public double[] Encode(Configuration configuration) => _plan.Value.Encode(configuration);

    /// <summary>The configuration of plain numbers, each moved to its nearest value; NaN counts as the domain's
    /// middle. Constraints are not asked.</summary>
    /// <exception cref="ArgumentException">There must be <see cref="Dimensions"/> numbers.</exception>
    public Configuration Decode(ReadOnlySpan<double> code) => _plan.Value.Decode(code);

    private static InvalidSpaceException Unsatisfiable(string? why) => new(
        $"No configuration was found in {MaxTries} draws: the constraint '{why}' did not hold in the last one. "
        + "Loosen the constraints or narrow the domains.");
}
