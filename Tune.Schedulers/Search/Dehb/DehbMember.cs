using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>A configuration with its result at one budget.</summary>
/// <param name="Point">Where it lies in the unit cube.</param>
/// <param name="Seen">The report at the budget.</param>
internal readonly record struct DehbMember(double[] Point, Observation Seen) : IComparable<DehbMember>
{
    public int CompareTo(DehbMember other) => Order.CompareTo(other.Order);

    /// <summary>Whether this result is worse; equals are not.</summary>
    public bool IsWorseThan(in DehbMember other) =>
        (Seen.Violation, -Seen.Score.Value).CompareTo((other.Seen.Violation, -other.Seen.Score.Value)) > 0;

    private (double Violation, double Loss, int Trial) Order => (Seen.Violation, -Seen.Score.Value, Seen.Trial.Number);
}
