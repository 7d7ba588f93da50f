using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>A configuration with its result at one budget.</summary>
/// <param name="Point">Where it lies in the unit cube.</param>
/// <param name="Seen">The report at the budget.</param>
internal readonly record struct DehbMember(double[] Point, Observation Seen) : IComparable<DehbMember>
{
    /// <summary>Carries one in the searcher's memory.</summary>
    public static DehbMember Carry(MemoryCarrier by, DehbMember one, int dimensions) =>
        new(by.Point(one.Point, dimensions), by.Seen(one.Seen));

    public int CompareTo(DehbMember other) => Order.CompareTo(other.Order);

    /// <summary>Whether this result is worse; equals are not.</summary>
    public bool IsWorseThan(in DehbMember other) =>
        (Stratum, -Seen.Score.Value).CompareTo((other.Stratum, -other.Seen.Score.Value)) > 0;

    private Stratum Stratum => Stratum.Of([Seen.Score.Value], Seen.Violation);

    private (Stratum Stratum, double Loss, int Trial) Order => (Stratum, -Seen.Score.Value, Seen.Trial.Number);
}
