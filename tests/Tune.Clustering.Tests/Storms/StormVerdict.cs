using System.Globalization;

namespace Tune.Clustering.Tests.Storms;

/// <summary>How the calls of a storm ended.</summary>
/// <param name="Calls">All of them.</param>
/// <param name="Done">What was asked is in the journal.</param>
/// <param name="Refused">It was refused, with a reason.</param>
/// <param name="Late">Its deadline passed.</param>
/// <param name="Ended">The cluster was disposed of first.</param>
/// <param name="Odd">It ended with an exception nobody documents.</param>
/// <param name="Unanswered">It had not ended when patience had, or still had not after the end of the
/// cluster.</param>
/// <param name="Wrong">Stops of trials that were said to be done and are not in the journal, and whatever a replay of
/// the journal finds to be amiss.</param>
internal sealed record StormVerdict(
    int Calls, int Done, int Refused, int Late, int Ended, int Odd, int Unanswered, int Wrong)
{
    private const int LatePart = 4;

    /// <summary>Whether every call ended as it should. A storm in which nothing was done, or much came too late, shows
    /// nothing.</summary>
    /// <param name="disposes">Whether the clusters were disposed of meanwhile.</param>
    public bool IsClean(bool disposes) =>
        Odd == 0 && Unanswered == 0 && Wrong == 0 && Done + Refused + Late + Ended == Calls
        && Done > 0 && (disposes || Ended == 0) && Late <= Calls / LatePart;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Calls} calls: {Done} done, {Refused} refused, {Late} late, {Ended} ended with the cluster, {Odd} odd, "
            + $"{Unanswered} unanswered, {Wrong} wrong");
}
