using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Tests.Foresight;

internal sealed class ForesightTests
{
    private static readonly Gen<ForesightOptions> Options = Gen
        .Select(Gen.Int[1, 30], Gen.Int[1, 3], Gen.Int[2, 4])
        .Select((max, grace, eta) => new ForesightOptions
        {
            MaxIterations = Math.Max(max, grace), GracePeriod = grace, ReductionFactor = eta,
        });

    [Test]
    public void Answers_OverManyHistories_AreTheOracles()
    {
        var (questions, culls, retries) = (0L, 0L, 0L);
        Gen.Select(Options, Gen.ULong).Sample(
            (options, seed) =>
            {
                var history = new SchedulerHistory(
                    options, new ForesightOracle(options), options.MaxIterations, trialsMax: 30, seed);
                history.Run();
                Interlocked.Add(ref questions, history.Questions);
                Interlocked.Add(ref culls, history.Culls);
                Interlocked.Add(ref retries, history.Retries);
            },
            iter: 2_000);

        // A comparison of histories in which nothing happens would be worth nothing.
        TestContext.Out.WriteLine($"{questions} questions, {culls} culls, {retries} retries");
        Assert.That(questions, Is.GreaterThan(50_000));
        Assert.That(culls, Is.GreaterThan(1_000));
        Assert.That(retries, Is.GreaterThan(500));
    }

    [Test]
    public void Passes_WhereTheOrderHolds_LetsFewerOn()
    {
        var rung = Fed(next: here => here);

        Assert.That(rung.Concordance, Is.GreaterThan(0.8));
        Assert.That(Passes(rung, 0.87), Is.True, "twelve of a hundred are better, and one in eight goes on");
        Assert.That(Passes(rung, 0.86), Is.False);
    }

    [Test]
    public void Passes_WhereTheOrderIsTurnedRound_LetsEverybodyOn()
    {
        var rung = Fed(next: here => -here);

        Assert.That(rung.Concordance, Is.LessThan(0));
        Assert.That(Passes(rung, -1), Is.True);
    }

    [Test]
    public void Passes_WhereTheOrderIsChance_LetsEverybodyOn()
    {
        var chance = KeyedRandom.For(1, "test/next");
        var rung = Fed(next: _ => chance.NextUnit());

        Assert.That(rung.Concordance, Is.EqualTo(0).Within(0.2));
        Assert.That(Passes(rung, -1), Is.True);
    }

    [Test]
    public void Passes_TheBest_AlwaysGoesOn()
    {
        var rung = new ForesightRung(goals: null);
        Assert.That(Passes(rung, -5), Is.True, "the first");
        rung.Record(new TrialId(0), new Worth(-5));
        Assert.That(Passes(rung, -4), Is.True);
    }

    [Test]
    public void Judge_WithoutAUsableScoreAtARung_Stops()
    {
        var scheduler = new ForesightOptions { MaxIterations = 27 }.Create(SomeContext.With());

        Assert.That(
            ((Decision.Stop)scheduler.Judge(SomeContext.Seen(0, 3, double.NaN))).Why,
            Is.EqualTo("no usable score at rung 3"));
        Assert.That(scheduler.Judge(SomeContext.Seen(0, 27, double.NaN)), Is.InstanceOf<Decision.Stop>());
    }

    [Test]
    public void Problems_NameTheOptionAndWhatIsAllowed()
    {
        Assert.That(
            new ForesightOptions { MaxIterations = 0, ReductionFactor = 1 }.Problems(SomeContext.With()),
            Is.EqualTo(new[]
            {
                "Foresight.MaxIterations is 0; it must be 1 or more.",
                "Foresight.ReductionFactor is 1; it must be 2 or more.",
            }));
        Assert.That(
            new ForesightOptions { MaxIterations = 3, GracePeriod = 4 }.Problems(SomeContext.With()).Single(),
            Is.EqualTo("Foresight.GracePeriod is 4; it must be 1 to MaxIterations, 3."));
    }

    private static bool Passes(ForesightRung rung, double score) => rung.Passes(new TrialId(200), new Worth(score), 4);

    // A hundred trials at 0.00, 0.01 ... in mixed order, with what became of each.
    private static ForesightRung Fed(Func<double, double> next)
    {
        var rung = new ForesightRung(goals: null);
        for (var i = 0; i < 100; i++)
        {
            var here = (i * 37 % 100) / 100.0;
            rung.Record(new TrialId(i), new Worth(here));
            rung.RecordNext(new Worth(here), new Worth(next(here)));
        }

        return rung;
    }
}
