namespace Tune.Schedulers.Milestones;

internal static class Milestone
{
    /// <summary>The next iteration, or the last number there is.</summary>
    public static int After(int iteration) => iteration == int.MaxValue ? int.MaxValue : iteration + 1;
}
