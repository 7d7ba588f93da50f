using Tune.Engine.Ports;

namespace Tune.Schedulers.Ranking;

/// <summary>Trials that stand alike but for their objectives: what compares as lower is better.</summary>
/// <param name="Kind">Keeping to the constraints, breaking them, unusable: 0 to 2.</param>
/// <param name="Order">The order among those of a kind: the violation.</param>
internal readonly record struct Stratum(int Kind, double Order) : IComparable<Stratum>
{
    private const int Unusable = 2;

    /// <summary>Whether its trials have all objectives.</summary>
    public bool IsUsable => Kind < Unusable;

    /// <summary>Where something stands that has these values.</summary>
    /// <param name="values">The objectives, larger is better.</param>
    /// <param name="violation">The total violation of the constraints.</param>
    public static Stratum Of(ReadOnlySpan<double> values, double violation) =>
        !Goals.AreUsable(values) ? new(Unusable, 0) : violation > 0 ? new(1, violation) : new(0, 0);

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Stratum Carry(MemoryCarrier by, Stratum one) => new(by.Number(one.Kind), by.Real(one.Order));

    public int CompareTo(Stratum other) =>
        Kind.CompareTo(other.Kind) is var byKind and not 0 ? byKind : Order.CompareTo(other.Order);
}
