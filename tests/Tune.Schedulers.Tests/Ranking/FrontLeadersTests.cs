using CsCheck;
using Tune.Engine.Pareto;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Tests.Ranking;

internal sealed class FrontLeadersTests
{
    // On a grid, where many are equal; anywhere; and along a line, where nothing dominates anything.
    private static readonly Gen<double[][]> Points = Gen.Select(Gen.Int[2, 3], Gen.Int[0, 2]).SelectMany(
        (width, kind) => (kind switch
        {
            0 => Gen.Int[0, 3].Select(i => (double)i).Array[width],
            1 => Gen.Double[-3, 3].Array[width],
            _ => Gen.Double[0, 1].Select(x => (double[])[x, 1 - x, .. Enumerable.Repeat(0.0, width - 2)]),
        }).Array[2, 60]);

    [Test]
    public void Best_WithRoomForOneAndAHalf_IsTheFirstAndThePartThatCoversMost() => Assert.That(
        FrontLeaders.Of(Numbered([[1, 1], [5, 0], [9, 9], [3, 3], [0, 5]]), 2).Best.Select(one => one.Key),
        Is.EqualTo(new[] { 2, 3 }));

    [Test]
    public void Best_OfAnyPoints_NeverHasTheDominatedBeforeItsBetter() =>
        Gen.Select(Points, Gen.Int[1, 12]).Where((points, room) => points.Length > room).Sample((points, room) =>
        {
            var chosen = FrontLeaders.Of(Numbered(points), room).Best.Select(one => one.Key).ToArray();
            var ranks = ParetoFront.Ranks(points);
            var left = Enumerable.Range(0, points.Length).Except(chosen).ToList();

            Assert.That(chosen, Is.Unique.And.Length.EqualTo(room));
            Assert.That(left.TrueForAll(i => chosen.All(k => ranks[k] <= ranks[i])));
        });

    // Bit by bit, as journals were decided before only what has changed was looked at.
    [Test]
    public void With_AnyPoints_IsWhatAllOfThemTogetherAre() =>
        Gen.Select(Points, Gen.Int[1, 12], Gen.Bool).Where((points, room, _) => points.Length > room + 1)
            .Sample((points, room, isBackwards) =>
            {
                var known = new SortedList<int, double[]>();
                FrontLeaders? leaders = null;
                for (var i = 0; i < points.Length; i++)
                {
                    var number = isBackwards ? points.Length - i : i;
                    known.Add(number, points[i]);
                    leaders = leaders?.With(number, points[i]) ?? (known.Count > room
                        ? FrontLeaders.Of(known, room) : null);
                    Assert.That(leaders?.Best ?? [], Is.EqualTo(known.Count > room ? Plainly(known, room) : []));
                }
            });

    private static SortedList<int, double[]> Numbered(double[][] points) =>
        new(points.Select((point, i) => (point, i)).ToDictionary(one => one.i, one => one.point));

    private static KeyValuePair<int, double>[] Plainly(SortedList<int, double[]> points, int room)
    {
        var chosen = new List<int>();
        var ranks = ParetoFront.Ranks([.. points.Values]);
        foreach (var front in Enumerable.Range(0, ranks.Length).GroupBy(i => ranks[i]).OrderBy(front => front.Key))
        {
            int[] members = [.. front];
            var left = room - chosen.Count;
            chosen.AddRange(members.Length <= left ? members
                : new GreedyCover([.. members.Select(points.GetValueAtIndex)], left).Picks.Select(k => members[k]));
            if (chosen.Count == room)
            {
                break;
            }
        }

        var shares = HypervolumeShares.Of([.. chosen.Select(points.GetValueAtIndex)]);
        return [.. chosen.Select((i, k) => KeyValuePair.Create(points.GetKeyAtIndex(i), shares[k]))];
    }
}
