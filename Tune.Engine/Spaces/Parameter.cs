using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>One parameter of a space.</summary>
/// <param name="Name">1 to 250 characters, no control characters; '/' stands between the parts of a nested
/// name.</param>
/// <param name="Domain">What values it may take.</param>
/// <param name="When">It is active when all of these hold; empty: always.</param>
public sealed record Parameter(string Name, Domain Domain, ImmutableArray<Condition> When)
{
    /// <summary>True when it is part of every configuration.</summary>
    public bool IsAlwaysActive => When.IsEmpty;

    /// <summary>Same name, domain and conditions.</summary>
    public bool Equals(Parameter? other) =>
        other is not null && Name == other.Name && Domain == other.Domain
        && When.AsSpan().SequenceEqual(other.When.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)MixInto(Mix.Start));

    internal ulong MixInto(ulong chain) => Mixed(Domain.MixInto(Mix.Into(chain, Name)), When);

    internal static ulong Mixed(ulong chain, ImmutableArray<Condition> when)
    {
        var mixed = Mix.Into(chain, when.Length);
        foreach (var condition in when)
        {
            mixed = condition.MixInto(mixed);
        }

        return mixed;
    }
}
