using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>A value computed from the values before it by a function of the space; takes no coordinate.</summary>
/// <remarks>Only the name is data. A space read from JSON gets the function back by
/// <see cref="SearchSpace.WithCodeOf"/>.</remarks>
public sealed record DerivedDomain : Domain
{
    /// <inheritdoc/>
    public override bool IsFree => false;

    /// <inheritdoc/>
    public override bool IsNumeric => false;

    /// <inheritdoc/>
    public override string Allowed => "the value that the space derives";

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => !value.IsAbsent;

    /// <inheritdoc/>
    public override ParameterValue Nearest(ParameterValue value) => value;

    /// <inheritdoc/>
    public override ParameterValue Decode(double code) => throw Computed();

    internal override ulong MixInto(ulong chain) => Mix.Into(chain, "derived");

    private protected override ParameterValue At(double unit) => throw Computed();

    private protected override double Locate(ParameterValue value) => throw Computed();

    private static InvalidOperationException Computed() =>
        new("A derived value has no coordinate: the space computes it.");
}
