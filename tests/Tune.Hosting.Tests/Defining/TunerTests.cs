using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.Search.Auto;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Defining;

internal sealed class TunerTests
{
    private static readonly Tuner s_plain = new(
        "plain", Trainable.Function<Point>("plain", (_, _) => { }), new SearchSpace().Uniform("x", 0, 1))
    {
        Metric = "loss", Mode = Mode.Min, Trials = 4,
    };

    [Test]
    public void ToSpec_NothingChosen_TriesWithAutoAndTrainsToTheEnd()
    {
        var spec = s_plain.ToSpec();

        Assert.That(spec.Searcher, Is.InstanceOf<AutoOptions>());
        Assert.That(spec.Scheduler, Is.InstanceOf<FifoOptions>());
    }

    [Test]
    public void ToSpec_MaxIterations_StopsWhatFallsBehind() => Assert.That(
        (s_plain with { MaxIterations = 27 }).ToSpec().Scheduler,
        Is.EqualTo(new ForesightOptions { MaxIterations = 27, GracePeriod = 3 }));

    [Test]
    public void ToSpec_MaxIterationsAndSeveralObjectives_TakesWhatRanksFronts()
    {
        var tuner = s_plain with { MaxIterations = 27, FurtherObjectives = [new Objective("size", Mode.Min)] };
        var spec = tuner.ToSpec();

        Assert.That(spec.Scheduler, Is.EqualTo(new AshaOptions { MaxIterations = 27, GracePeriod = 3 }));
        Assert.That(spec.Problems(), Is.Empty);
    }

    [Test]
    public void ToSpec_MaxIterationsBesideAScheduler_IsRefused() => Assert.That(
        () => (s_plain with { MaxIterations = 27, Scheduler = new AshaOptions { MaxIterations = 9 } }).ToSpec(),
        Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("MaxIterations is 27 beside a Scheduler"));

    [Test]
    public void ToSpec_NoIterations_IsRefusedByName() => Assert.That(
        (s_plain with { MaxIterations = 0 }).ToSpec().Problems(), Has.Some.Contains("MaxIterations is 0"));

    private sealed record Point(double X);
}
