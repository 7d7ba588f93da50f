using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>Holds when the parent parameter is active and has one of these values.</summary>
/// <param name="Parent">The name of a parameter declared earlier.</param>
/// <param name="Values">At least one value that the parent can take.</param>
public sealed record Condition(string Parent, ImmutableArray<ParameterValue> Values)
{
    /// <summary>Same parent and same values in the same order.</summary>
    public bool Equals(Condition? other) =>
        other is not null && Parent == other.Parent && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)MixInto(Mix.Start));

    /// <summary>For people: <c>optimizer is sgd or adam</c>.</summary>
    public override string ToString() => $"{Parent} is {string.Join(" or ", Values)}";

    internal ulong MixInto(ulong chain)
    {
        var mixed = Mix.Into(Mix.Into(chain, Parent), Values.Length);
        foreach (var value in Values)
        {
            mixed = value.MixInto(mixed);
        }

        return mixed;
    }
}
