namespace Tune.Schedulers.Ranking;

/// <summary>A rung where a trial is recorded, and those where it was before: what is taken back should the trial fail
/// and begin again.</summary>
/// <param name="Rung">Which rung.</param>
/// <param name="Result">What is recorded of the trial there.</param>
/// <param name="Before">The one before it; null for the first.</param>
internal sealed record RungMark<T>(int Rung, T Result, RungMark<T>? Before)
{
    /// <summary>This one and all before it, the latest first.</summary>
    public static IEnumerable<RungMark<T>> From(RungMark<T>? last)
    {
        for (var mark = last; mark is not null; mark = mark.Before)
        {
            yield return mark;
        }
    }
}
