using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>A named rule that every configuration of a space obeys. The rule itself is code; the name is
/// data.</summary>
/// <param name="Name">What error messages and JSON call it.</param>
/// <param name="When">It is checked only when all of these hold; empty: always.</param>
public sealed record Constraint(string Name, ImmutableArray<Condition> When)
{
    /// <summary>Same name and conditions.</summary>
    public bool Equals(Constraint? other) =>
        other is not null && Name == other.Name && When.AsSpan().SequenceEqual(other.When.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)MixInto(Mix.Start));

    internal ulong MixInto(ulong chain) => Parameter.Mixed(Mix.Into(chain, Name), When);
}
