using Tune.Engine.Randomness;
using Tune.Schedulers.Search.CmaEs;

namespace Tune.Schedulers.Tests.Search.CmaEs;

internal sealed class ChoiceTableTests
{
    // The best tried the first of three values, the next two the second; the worst has no say.
    [Test]
    public void Learn_OfAGeneration_MovesSharesByTheWeightsOfRanks()
    {
        var table = new ChoiceTable(3, []);
        table.Learn([0.1, 0.5, 0.6, 0.9], [0.6, 0.3, 0.1, -0.4], rate: 0.5, margin: 0.01);

        Assert.That(
            table.Shares,
            Is.EqualTo(new[] { (1.0 / 6) + 0.3, (1.0 / 6) + 0.2, 1.0 / 6 }).Within(1e-12));
    }

    // Of a margin of 0.04 each of two others has 0.02, before all shares are made to sum to 1 again.
    [Test]
    public void Learn_AtFullRate_LeavesTheOthersTheirMargin()
    {
        var table = new ChoiceTable(3, []);
        table.Learn([0.5], [1], rate: 1, margin: 0.04);

        Assert.That(table.Shares, Is.EqualTo(new[] { 0.02 / 1.04, 1 / 1.04, 0.02 / 1.04 }).Within(1e-12));
    }

    [Test]
    public void Draw_ManyTimes_FollowsTheShares()
    {
        var table = new ChoiceTable(2, []);
        table.Learn([0.9], [1], rate: 0.6, margin: 0.01);
        var random = KeyedRandom.For(3, "test/choices");
        var drawn = Enumerable.Range(0, 2000).Select(_ => table.Draw(random)).ToList();

        Assert.That(drawn.Count(x => x == 0.75), Is.EqualTo(1600).Within(80), "0.5 0.4 + 0.6 = 0.8");
        Assert.That(drawn.Count(x => x == 0.25), Is.EqualTo(400).Within(80));
    }
}
