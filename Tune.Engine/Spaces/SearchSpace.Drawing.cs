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
        _plan.Value.Draw(random, [], strict: true, out var why) ?? throw Unsatisfiable(why);

    /// <summary>A combination of the grid axes; everything else is drawn.</summary>
    /// <param name="index">From 0 to <see cref="GridSize"/> - 1; the last axis changes fastest.</param>
    /// <param name="random">For the parameters that are no grid axes.</param>
    /// <exception cref="InvalidOperationException">The space has no grid axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the grid.</exception>
    /// <exception cref="InvalidSpaceException">The constraints do not hold at this point of the grid.</exception>
    public Configuration GridPoint(long index, KeyedRandom random) =>
        _plan.Value.Draw(random, _plan.Value.Axes(index), strict: true, out var why) ?? throw Unsatisfiable(why);

    /// <summary>Like <see cref="GridPoint"/>, but null where the constraints do not hold.</summary>
    public Configuration? TryGridPoint(long index, KeyedRandom random) =>
        _plan.Value.Draw(random, _plan.Value.Axes(index), strict: true, out _);

    /// <summary>Fills a partly given configuration: what is given stays, the rest is drawn so that it fits.</summary>
    /// <exception cref="ArgumentException">A given parameter is unknown or outside its domain.</exception>
    /// <exception cref="InvalidSpaceException">What is given does not go together, or not with the constraints.
    /// </exception>
    public Configuration Complete(Configuration partial, KeyedRandom random) =>
        _plan.Value.Draw(random, _plan.Value.Given(partial), strict: true, out var why) ?? throw Unsatisfiable(why);

    /// <summary>
    /// The configuration nearest to what is wished: numbers are moved into their domains, what is unknown, of another
    /// kind or no longer active is dropped, what is missing is drawn and derived values are computed again.
    /// Null when the constraints do not hold then. For mutated configurations, as in population-based training.
    /// </summary>
    public Configuration? Repair(Configuration wish, KeyedRandom random) =>
        _plan.Value.Draw(random, _plan.Value.Wished(wish), strict: false, out _);

    /// <summary>The configuration after this one in a finite space, each once, the first after the last; the
    /// constraints may not hold there.</summary>
    internal Configuration After(Configuration configuration) => _plan.Value.After(configuration);

    internal bool Holds(Configuration configuration) => _plan.Value.WhyBroken(configuration) is null;

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
        $"No configuration was found in {MaxTries} draws. The last reason: {why}");
}
