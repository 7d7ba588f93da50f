using System.Text.Json;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Hosting.Json;
using Tune.Hosting.Observing;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;

namespace Tune.Hosting.Tests.Cli;

/// <summary>What people, scripts and programs are told of a sweep in which no trial was trained to the end.</summary>
internal sealed class TrainedTextTests
{
    private static readonly ExperimentSpec s_spec = SomeEvents.Spec with
    {
        Scheduler = new AshaOptions { MaxIterations = 27, Variant = AshaVariant.Promotion, ReductionFactor = 3 },
    };

    private static ExperimentEvent[] Events(int longest, bool isOver = true, bool isWhole = false) =>
    [
        new ExperimentEvent.Created(SomeEvents.At(), s_spec), SomeEvents.Opened[1],
        .. SomeEvents.Started(0), SomeEvents.Reported(0, longest, 0.5),
        .. isWhole ? SomeEvents.Ended(0) : SomeEvents.Paused(0, longest),
        .. isOver
            ? (ExperimentEvent[])[new ExperimentEvent.Ended(SomeEvents.At(), ExperimentStatus.Finished, "over")] : [],
    ];

    private static ExperimentSummary Summary(params ExperimentEvent[] events)
    {
        var portrait = new WholePortrait("some");
        foreach (var fact in events)
        {
            portrait.Apply(fact);
        }

        return portrait.Experiment.ToSummary()!;
    }

    [Test]
    public void Shortfall_NobodyTrainedToTheEnd_IsInResultsAndSaidWithHowToGoOn()
    {
        var summary = Summary(Events(longest: 9));

        Assert.That(summary.Shortfall, Is.EqualTo(new Shortfall(9, 27)));
        Assert.That(TrainedText.Of(s_spec, summary.Shortfall, "tune resume some"), Is.EqualTo(
            "no trial was trained to the end: the longest came to iteration 9 of 27; more trials bring the best "
            + "further: tune resume some --trials 8"));
        Assert.That(
            TrainedText.Of(s_spec, summary.Shortfall, null), Does.EndWith("more trials bring the best further"));
    }

    [Test]
    public void Shortfall_SomebodyWasOrNobodyIsMeantToBe_IsNone()
    {
        Assert.That(Summary(Events(longest: 27)).Shortfall, Is.Null);
        Assert.That(Summary(Events(longest: 9, isOver: false)).Shortfall, Is.Null, "it still runs");
        Assert.That(Summary(Events(longest: 9, isWhole: true)).Shortfall, Is.Null, "it returned by itself");
        var without = s_spec with { Scheduler = new FifoOptions() };
        Assert.That(
            Summary([new ExperimentEvent.Created(SomeEvents.At(), without), .. Events(longest: 9)[1..]]).Shortfall,
            Is.Null);
        Assert.That(TrainedText.Of(s_spec, null, "resume"), Is.Null);
    }

    [Test]
    public void Json_OfARunAndOfAnExperiment_SaysIt()
    {
        var view = new SweepView();
        view.Show(0, Events(longest: 9));
        var output = new StringWriter();
        var lines = new JsonLines(output);
        lines.Done("some", view.Snapshot(), TimeSpan.Zero);
        lines.Experiment(Summary(Events(longest: 9)));

        foreach (var line in output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var unfinished = JsonDocument.Parse(line).RootElement.GetProperty("unfinished");
            Assert.That(unfinished.GetProperty("longest").GetInt32(), Is.EqualTo(9));
            Assert.That(unfinished.GetProperty("whole").GetInt32(), Is.EqualTo(27));
            Assert.That(
                unfinished.GetProperty("message").GetString(), Does.StartWith("no trial was trained to the end"));
        }
    }

    [Test]
    public void Json_OfOneThatWasTrainedToTheEnd_SaysNothingOfIt()
    {
        var output = new StringWriter();
        new JsonLines(output).Experiment(Summary(Events(longest: 27)));

        Assert.That(JsonDocument.Parse(output.ToString()).RootElement.TryGetProperty("unfinished", out _), Is.False);
    }
}
