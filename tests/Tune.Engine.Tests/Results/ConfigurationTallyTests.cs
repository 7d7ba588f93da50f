using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Results;

internal sealed class ConfigurationTallyTests
{
    private static readonly Configuration One = Configuration.Of(("x", 1));
    private static readonly Configuration Two = Configuration.Of(("x", 2));

    [Test]
    public void Summaries_OfRepeats_HaveMeanSpreadAndExtremesInTheMetricsOwnSign()
    {
        var tally = new ConfigurationTally(new Objective("loss", Mode.Min));
        Add(tally, 0, One, 2);
        Add(tally, 1, Two, 10);
        Add(tally, 2, Configuration.Of(("x", 1)), 4);
        Add(tally, 3, One, 9);

        var one = tally.Summaries()[0];
        Assert.That(one.Trials.Select(trial => trial.Number), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(one.Mean, Is.EqualTo(5).Within(1e-12));
        Assert.That(one.Spread, Is.EqualTo(Math.Sqrt(13)).Within(1e-12), "over n - 1");
        Assert.That((one.Lowest, one.Highest), Is.EqualTo((2.0, 9.0)));
        Assert.That(one.Score, Is.GreaterThan(tally.Summaries()[1].Score), "the lower loss");
    }

    [Test]
    public void Summaries_TrialsWithoutAValue_AreCountedButNotMeasured()
    {
        var tally = new ConfigurationTally(new Objective("loss", Mode.Min));
        Add(tally, 0, One, double.NaN);
        Add(tally, 1, One, 3);
        Add(tally, 2, Two, double.NaN);

        var (one, two) = (tally.Summaries()[0], tally.Summaries()[1]);
        Assert.That((one.Trials.Length, one.Measured, one.Mean), Is.EqualTo((2, 1, 3.0)));
        Assert.That(one.Spread, Is.NaN);
        Assert.That((two.Measured, two.Mean, two.Score), Is.EqualTo((0, double.NaN, Score.Worst)));
    }

    private static void Add(ConfigurationTally tally, int trial, Configuration config, double loss) =>
        tally.Add(new TrialId(trial), config, Score.Of(loss, Mode.Min));
}
