using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>Always the same value; takes no coordinate.</summary>
public sealed record ConstantDomain : Domain
{
    /// <summary>Always this value.</summary>
    public ConstantDomain(ParameterValue value) => Value = value;

    /// <summary>The value.</summary>
    public ParameterValue Value { get; }

    /// <inheritdoc/>
    public override long? Cardinality => 1;

    /// <inheritdoc/>
    public override bool IsFree => false;

    /// <inheritdoc/>
    public override bool IsNumeric => Value.IsNumber;

    /// <inheritdoc/>
    public override string Allowed => $"only {Value}";

    /// <inheritdoc/>
    public override string? Problem => Value.IsAbsent ? "has no value; a constant must have one" : null;

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) =>
        value == Value || (value.IsNumber && Value.IsNumber && value.AsReal() == Value.AsReal());

    /// <inheritdoc/>
    public override ParameterValue Nearest(ParameterValue value) => Value;

    /// <inheritdoc/>
    public override ParameterValue Decode(double code) => Value;

    internal override ulong MixInto(ulong chain) => Value.MixInto(Mix.Into(chain, "constant"));

    private protected override ParameterValue At(double unit) => Value;

    private protected override double Locate(ParameterValue value) => 0.5;

    private protected override double Code(ParameterValue value) => 0;
}
