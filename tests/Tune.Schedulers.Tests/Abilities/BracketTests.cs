using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.TimeSharing;

namespace Tune.Schedulers.Tests.Abilities;

/// <summary>What a screen is told of brackets is what the schedulers do.</summary>
internal sealed class BracketTests
{
    private static readonly HyperBandOptions s_band = new() { MaxIterations = 27 };

    private static readonly SchedulerOptions[] s_several =
    [
        s_band,
        new HyperBandOptions { MaxIterations = 50, GracePeriod = 2, ReductionFactor = 2 },
        new AshaOptions { MaxIterations = 81, ReductionFactor = 3, Brackets = 4 },
        new AshaOptions { MaxIterations = 9, ReductionFactor = 3, Brackets = 3, Variant = AshaVariant.Promotion },
        new TimeSharingOptions { Inner = s_band, Turn = 100 },
    ];

    [TestCaseSource(nameof(s_several))]
    public void Brackets_OfEveryTrial_BeginWhereTheSchedulerFirstComparesIt(SchedulerOptions options)
    {
        var context = SomeContext.With(seed: 11);
        var brackets = options.BracketsFor(context.Seed)!;
        var scheduler = options.Create(context);

        for (var number = 0; number < 200; number++)
        {
            var trial = new TrialId(number);
            var rungs = brackets.RungsOf(brackets.Of(trial));
            scheduler.Observe(new TrialFact.Added(trial, Configuration.Of(("x", 0.5))));

            Assert.That(scheduler.NextMilestone(trial, 0), Is.EqualTo(rungs[0]), $"trial {number}");
            Assert.That(rungs, Is.Ordered.Ascending);
            Assert.That(rungs[^1], Is.EqualTo(options.RungLevels()[^1]));
        }
    }

    [Test]
    public void Brackets_OfHyperBand_TakeAsManyTrialsAsTheySay()
    {
        var brackets = s_band.BracketsFor(0)!;

        var taken = Enumerable.Range(0, 49).CountBy(number => brackets.Of(new TrialId(number)));

        Assert.That(
            taken.Select(pair => ((long?)pair.Value, pair.Key)),
            Is.EqualTo(Enumerable.Range(0, 4).Select(bracket => (brackets.SizeOf(bracket), bracket))));
    }

    [Test]
    public void Brackets_OfOneLadder_AreNone() => Assert.That(
        new AshaOptions { MaxIterations = 81 }.BracketsFor(1), Is.Null);
}
