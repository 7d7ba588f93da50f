namespace Tune.Schedulers.Search.Tpe;

/// <summary>Trials that stand alike but for their objectives: what compares as lower is better.</summary>
/// <param name="Kind">Completed, cut short, breaking constraints, unusable: 0 to 3.</param>
/// <param name="Order">The order among those of a kind: minus the iteration, or the violation.</param>
internal readonly record struct TpeStratum(int Kind, double Order) : IComparable<TpeStratum>
{
    /// <summary>Whether its trials have all objectives.</summary>
    public bool IsUsable => Kind < 3;

    public int CompareTo(TpeStratum other) =>
        Kind.CompareTo(other.Kind) is var byKind and not 0 ? byKind : Order.CompareTo(other.Order);
}
