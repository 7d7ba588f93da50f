using Tune.Engine.Ports;

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

    /// <summary>Carries one, and those before it, in an algorithm's memory.</summary>
    /// <param name="by">What carries.</param>
    /// <param name="last">The latest; null for none.</param>
    /// <param name="result">Carries what is recorded at one.</param>
    public static RungMark<T>? Carry(
        MemoryCarrier by, RungMark<T>? last, Func<MemoryCarrier, T, T> result)
    {
        var marks = by.Items(
            [.. From(last).Select(mark => (mark.Rung, mark.Result)).Reverse()],
            (by, mark) => (by.Number(mark.Rung), result(by, mark.Result)));
        return by.IsReading
            ? marks.Aggregate(default(RungMark<T>), (before, mark) => new(mark.Item1, mark.Item2, before))
            : last;
    }
}
