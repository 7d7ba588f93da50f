using CsCheck;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Analysis;

/// <summary>Shares of the variance of [the trial is among the best 10 %], which has a closed form for each of these.
/// </summary>
internal sealed class PedAnovaTests
{
    [Test]
    public void Of_OneParameterDecides_HasAllOfIt()
    {
        var report = ImportanceAnalysis.Of(SomeTrials.Of(3, 1000, x => x[1]))!;

        Assert.That(report.Top, Is.EqualTo(100));
        Assert.That(Alone(report, "x1"), Is.EqualTo(1).Within(0.08));
        Assert.That(Alone(report, "x0"), Is.LessThan(0.02));
        Assert.That(report.Parameters[0], Has.Property("Name").EqualTo("x1").And.Property("Share").GreaterThan(0.97));
        Assert.That(report.Parameters.Sum(parameter => parameter.Share), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Of_MaximumOfTwo_GivesTheAnalyticShares()
    {
        // The best share g is the square with sides s = sqrt(g). Given x0 a trial is in it with probability s or 0, so
        // the variance of that is s * s² - g² = g s - g², of g (1 - g) in all: each (s - g) / (1 - g) = 0.240.
        var report = ImportanceAnalysis.Of(SomeTrials.Of(3, 4000, x => Math.Max(x[0], x[1])))!;

        var expected = (Math.Sqrt(0.1) - 0.1) / 0.9;
        Assert.That(Alone(report, "x0"), Is.EqualTo(expected).Within(0.03));
        Assert.That(Alone(report, "x1"), Is.EqualTo(expected).Within(0.03));
        Assert.That(Alone(report, "x2"), Is.LessThan(0.01));
        Assert.That(report.Explained, Is.EqualTo(2 * expected).Within(0.06), "the rest is interaction");
    }

    [Test]
    public void Of_AChoiceDecides_HasAllOfItWhateverTheOrderOfOptions()
    {
        var parameters = SomeTrials.Reals(1).Insert(0, Choice("kind", 10));
        var report = ImportanceAnalysis.Of(
            SomeTrials.Of(parameters, 2000, x => (int)(x[0] * 10) == 7 ? 0 : 1))!;

        Assert.That(Alone(report, "kind"), Is.GreaterThan(0.9));
        Assert.That(Alone(report, "x0"), Is.LessThan(0.02));
    }

    [Test]
    public void Of_LevelsOfAWholeNumber_GivesTheAnalyticShare()
    {
        // Of 20 levels the two lowest are the best 10 %.
        var parameters = SomeTrials.Reals(1).Insert(0, new Parameter("layers", new IntegerDomain(1, 20), []));
        var report = ImportanceAnalysis.Of(SomeTrials.Of(parameters, 4000, x => (int)(x[0] * 20) < 2 ? 0 : 1))!;

        Assert.That(Alone(report, "layers"), Is.EqualTo(1).Within(0.12));
        Assert.That(report.Top, Is.EqualTo(400).Within(60), "all that are equally good");
    }

    [Test]
    public void Of_ConditionalParameter_HasWhatItDecidesWhereItIsActive()
    {
        // The best tenth are those of the second kind with depth below 0.2. Knowing the kind alone leaves 0.1 * 0.8 of
        // the variance 0.1 * 0.9: the kind explains 1/9 and the depth, within its branch, 8/9.
        var parameters = SomeTrials.Reals(2).Insert(0, Choice("kind", 2));
        var rows = SomeTrials.Uniform(3, 6000);
        foreach (var row in rows.Where(row => row[0] < 0.5))
        {
            row[1] = double.NaN;
        }

        var report = ImportanceAnalysis.Of(Evidence.Of(
            parameters, rows.Select(row => (row, double.IsNaN(row[1]) ? 2 : row[1])), "loss", Mode.Min))!;

        Assert.That(Alone(report, "kind"), Is.EqualTo(1.0 / 9).Within(0.02));
        Assert.That(Alone(report, "x0"), Is.EqualTo(8.0 / 9).Within(0.08));
        Assert.That(Alone(report, "x1"), Is.LessThan(0.01));
    }

    [Test]
    public void Of_ALogParameter_IsJudgedOnItsOwnScale()
    {
        // The best tenth of the logarithm, in a space and from configurations as a store has them.
        var space = new SearchSpace().LogUniform("rate", 1e-6, 1).Uniform("dropout", 0, 1);
        var trials = Enumerable.Range(0, 1000).Select(number =>
        {
            var config = space.Sample(KeyedRandom.For(3, "test", number));
            return Trial(number, config, ("loss", Math.Abs(Math.Log10(config.Real("rate")) + 3)));
        });

        var report = ImportanceAnalysis.Of(Evidence.Of(space, trials, Target.Of("loss", Mode.Min)))!;

        Assert.That(Alone(report, "rate"), Is.EqualTo(1).Within(0.1));
        Assert.That(Alone(report, "dropout"), Is.LessThan(0.02));
    }

    [Test]
    public void Of_TrialsCrowdedAroundTheBest_StillSeesWhatDecides()
    {
        // As a searcher that learns leaves them: nine tenths within a hundredth of the axis, x1 anywhere.
        var rows = SomeTrials.Uniform(2, 200);
        foreach (var row in rows.Where((_, i) => i % 10 > 0))
        {
            row[0] = 0.6 + ((row[0] - 0.5) / 50);
        }

        var report = ImportanceAnalysis.Of(Evidence.Of(
            SomeTrials.Reals(2), rows.Select(row => (row, Math.Abs(row[0] - 0.6))), "loss", Mode.Min))!;

        Assert.That(Alone(report, "x0"), Is.GreaterThan(0.8));
        Assert.That(Alone(report, "x1"), Is.LessThan(0.05));
    }

    [Test]
    public void Of_SeveralObjectives_IsAboutTheirFronts()
    {
        // Good in both: x0 + x1 small and (1 - x0) + x1 small. Only x1 decides who is dominated.
        var trials = Two(1500);
        Objective[] both = [new("left", Mode.Min), new("right", Mode.Max)];

        var report = ImportanceAnalysis.Of(Evidence.Of(s_plane, trials, Target.Of([.. both], [])))!;

        Assert.That(report.Target, Is.EqualTo("front"));
        Assert.That(report.Parameters[0], Has.Property("Name").EqualTo("b").And.Property("Share").GreaterThan(0.9));
    }

    [Test]
    public void Of_AnyMetric_IsAboutThatMetric()
    {
        var trials = Two(800);

        Assert.That(Leader("cost"), Is.EqualTo("a"));
        Assert.That(Leader("absent"), Is.Null);

        string? Leader(string metric) =>
            ImportanceAnalysis.Of(Evidence.Of(s_plane, trials, Target.Of(metric, Mode.Min)))?.Parameters[0].Name;
    }

    [Test]
    public void Of_ABrokenConstraint_IsNeverAmongTheBest()
    {
        // What is lowest in "left" costs too much: only a above 0.5 is allowed.
        var constraint = new MetricConstraint("cost") { AtLeast = 0.5 };
        Objective[] left = [new("cost", Mode.Min)];

        var evidence = Evidence.Of(s_plane, Two(1000), Target.Of([.. left], [constraint]));

        var best = Enumerable.Range(0, evidence.Count).Where(row => evidence.Top(0.1, 10)[row]);
        Assert.That(best.Select(row => evidence.Rows[row][0]), Has.All.InRange(0.5, 0.65));
    }

    [Test]
    public void Of_NothingMatters_SharesAreSmall() => Gen.ULong.Sample(
        seed =>
        {
            var noise = KeyedRandom.For(seed, "test/noise");
            var report = ImportanceAnalysis.Of(SomeTrials.Of(4, 200, _ => noise.NextNormal(), seed))!;
            return report.Explained < 0.2;
        },
        iter: 50);

    [Test]
    public void Of_AnyTrials_GivesSharesThatAddUp() => Gen.Select(
        Gen.ULong, Gen.Int[1, 300], Gen.Int[1, 5], Gen.Double[0.01, 0.99], Gen.Int[1, 40]).Sample(
        (seed, trials, axes, share, steps) =>
        {
            var report = ImportanceAnalysis.Of(
                SomeTrials.Of(axes, trials, x => Math.Round(steps * x[0]), seed),
                new ImportanceOptions { TopShare = share });
            return report is null || (report.Top > 0 && report.Top < trials
                && report.Parameters.All(each => each.Main is >= 0 and <= 1 && each.Share is >= 0 and <= 1)
                && report.Parameters.Sum(each => each.Share) is var sum && (sum < 1e-9 || Math.Abs(sum - 1) < 1e-9));
        });

    [TestCase(0)]
    [TestCase(3)]
    public void Of_TooFewTrials_GivesNothing(int trials) =>
        Assert.That(ImportanceAnalysis.Of(SomeTrials.Of(2, trials, x => x[0])), Is.Null);

    [Test]
    public void Of_EqualValuesOrNoParameters_GivesNothing()
    {
        Assert.That(ImportanceAnalysis.Of(SomeTrials.Of(2, 50, _ => 1)), Is.Null);
        Assert.That(ImportanceAnalysis.Of(SomeTrials.Of(0, 50, _ => 1)), Is.Null);
        Assert.That(ImportanceAnalysis.Of(SomeTrials.Of(2, 50, _ => double.NaN)), Is.Null);
    }

    private static readonly SearchSpace s_plane = new SearchSpace().Uniform("a", 0, 1).Uniform("b", 0, 1);

    private static List<TrialSummary> Two(int trials) =>
    [
        .. SomeTrials.Uniform(2, trials).Select((x, number) => Trial(
            number, Configuration.Of(("a", x[0]), ("b", x[1])),
            ("left", x[0] + x[1]), ("right", x[0] - 1 - x[1]), ("cost", x[0]))),
    ];

    private static TrialSummary Trial(int number, Configuration config, params (string, double)[] metrics) => new()
    {
        Trial = new TrialId(number), Config = config, LastMetrics = MetricSet.Of(metrics),
    };

    private static Parameter Choice(string name, int options) =>
        new(name, new ChoiceDomain([.. Enumerable.Range(0, options).Select(i => (ParameterValue)$"option{i}")]), []);

    private static double Alone(ImportanceReport report, string name) =>
        report.Parameters.Single(parameter => parameter.Name == name).Main;
}
