namespace Tune.Storage.Tracking;

/// <summary>The bounds of questions.</summary>
internal static class Page
{
    public const int TakeMax = 10_000;
    private const int PointsLeast = 2;

    public static void Check(int skip, int take)
    {
        if (skip < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(skip), skip, "skip must be 0 or more.");
        }

        if (take is < 1 or > TakeMax)
        {
            throw new ArgumentOutOfRangeException(nameof(take), take, $"take must be 1 to {TakeMax:N0}.");
        }
    }

    public static void CheckPoints(int pointsMax)
    {
        if (pointsMax < PointsLeast)
        {
            throw new ArgumentOutOfRangeException(nameof(pointsMax), pointsMax, "pointsMax must be 2 or more.");
        }
    }
}
