using Tune.Cli.Running;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Hosting.Tests.Cli;

internal sealed class TrainedTextTests
{
    private static readonly SchedulerOptions s_promotion =
        new AshaOptions { MaxIterations = 27, Variant = AshaVariant.Promotion };

    private static string? Of(
        SchedulerOptions scheduler, int longest, ExperimentStatus status = ExperimentStatus.Finished,
        int completed = 0) => TrainedText.Of(
        new ExperimentSpec
        {
            Name = "some", Trainable = "some", Space = new SearchSpace().Uniform("x", 0, 1),
            Objective = new Objective("loss", Mode.Min), Trials = 5, Scheduler = scheduler,
            Searcher = new RandomSearchOptions(),
        },
        status, completed, longest, "tune resume some");

    [Test]
    public void Of_NobodyTrainedToTheEnd_SaysSoAndHowToGoOn() => Assert.That(Of(s_promotion, 9), Is.EqualTo(
        "no trial was trained to the end: the longest came to iteration 9 of 27; more trials bring the best further: "
        + "tune resume some --trials 10"));

    [Test]
    public void Of_SomebodyWasOrNobodyIsMeantToBe_SaysNothing()
    {
        Assert.That(Of(s_promotion, 27), Is.Null);
        Assert.That(Of(s_promotion, 9, ExperimentStatus.Active), Is.Null, "it still runs");
        Assert.That(Of(s_promotion, 9, completed: 1), Is.Null, "it returned by itself");
        Assert.That(Of(new FifoOptions(), 9), Is.Null);
    }
}
