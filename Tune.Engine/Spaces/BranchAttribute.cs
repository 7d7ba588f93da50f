namespace Tune.Engine.Spaces;

/// <summary>A parameter of an abstract record type: which of these records it is becomes a choice, and the
/// parameters of each are
/// active only when it is chosen.</summary>
/// <remarks>For a parameter <c>Optimizer</c> with the records Sgd and Adam the space has a choice <c>optimizer</c> of
/// <c>sgd</c> and <c>adam</c>, and names such as <c>optimizer/sgd/momentum</c>.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class BranchAttribute(params Type[] options) : Attribute
{
    /// <summary>The records to choose from; each derives from the parameter's type.</summary>
    public IReadOnlyList<Type> Options { get; } = options ?? [];
}
