using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

internal sealed class SelectionTests
{
    [TestCase(1, 0.25, 0)]
    [TestCase(2, 0.25, 1)]
    [TestCase(3, 0.25, 1)]
    [TestCase(4, 0.25, 1)]
    [TestCase(5, 0.25, 2)]
    [TestCase(8, 0.25, 2)]
    [TestCase(10, 0.25, 3)]
    [TestCase(30, 0.1, 3)]
    [TestCase(5, 0.5, 2)]
    [TestCase(3, 0.5, 1)]
    [TestCase(1000, 1e-6, 1)]
    public void Share_IsRoundedUp_AndTopAndBottomNeverOverlap(int population, double fraction, int expected) =>
        Assert.That(Selection.Share(population, fraction), Is.EqualTo(expected));

    [Test]
    public void Truncation_OfTen_TheLastThreeDrawFromTheFirstThree()
    {
        var donors = new HashSet<int>();
        for (var index = 0; index < 10; index++)
        {
            for (var draw = 0; draw < 100; draw++)
            {
                var donor = Donor(PbtSelection.Truncation, index, draw, count: 10);
                Assert.That(donor is not null, Is.EqualTo(index < 3), $"trial {index}");
                donors.Add(donor ?? 7);
            }
        }

        Assert.That(donors, Is.EquivalentTo(new[] { 7, 8, 9 }), "each of the best, at times");
    }

    [Test]
    public void Tournament_MeetsEveryoneAtTimes_AndCopiesTheBetterOnly()
    {
        var donors = Enumerable.Range(0, 300)
            .Select(draw => Donor(PbtSelection.Tournament, 2, draw, count: 5)).ToArray();

        Assert.That(donors.Distinct(), Is.EquivalentTo(new int?[] { null, 3, 4 }));
        Assert.That(donors.Count(donor => donor is null), Is.EqualTo(150).Within(40), "half of the others are worse");
    }

    // Trial i has the score i.
    private static int? Donor(PbtSelection kind, int self, int draw, int count)
    {
        var others = Enumerable.Range(0, count).Where(i => i != self).Select(i => (new TrialId(i), new Snapshot(
            Score.Of(i, Mode.Max), 1, 10, PbtTable.Checkpoint(i, 10), Configuration.Empty)));
        return Selection.Donor(
            kind, 0.25, count, others, new TrialId(self), Score.Of(self, Mode.Max),
            KeyedRandom.For(1, "test/draw", draw))?.Id.Number;
    }
}
