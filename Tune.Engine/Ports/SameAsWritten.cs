using Tune.Engine.Spaces;

namespace Tune.Engine.Ports;

/// <summary>Whether configurations are equal, also in the order of their parameters.</summary>
internal sealed class SameAsWritten : IEqualityComparer<Configuration>
{
    public bool Equals(Configuration? x, Configuration? y) =>
        ReferenceEquals(x, y)
        || (x is not null && x.Equals(y)
            && (ReferenceEquals(x.Table, y!.Table) || x.Select(p => p.Key).SequenceEqual(y.Select(p => p.Key))));

    public int GetHashCode(Configuration obj) => unchecked((int)obj.Fingerprint);
}
