using System.Text.Json;
using Tune.Cli.Output;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Tests.Cli;

internal sealed class JsonLinesTests
{
    private static JsonElement Written(Action<JsonLines> write)
    {
        using var output = new StringWriter();
        write(new JsonLines(output));
        var text = output.ToString();
        Assert.That(text, Does.EndWith("\n"));
        Assert.That(text.TrimEnd('\n'), Does.Not.Contain("\n"));
        return JsonDocument.Parse(text).RootElement;
    }

    [Test]
    public void Done_AfterAFinishedSweep_HasTheContractsMembers()
    {
        var view = new SweepView();
        view.Show(0,
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.5), .. SomeEvents.Ended(0),
            new ExperimentEvent.Ended(SomeEvents.At(), ExperimentStatus.Finished, "done"),
        ]);

        var done = Written(lines => lines.Done("some", view.Snapshot(), TimeSpan.FromSeconds(1.5)));

        Assert.That(done.GetProperty("event").GetString(), Is.EqualTo("done"));
        Assert.That(done.GetProperty("state").GetString(), Is.EqualTo("Finished"));
        Assert.That(done.GetProperty("trials").GetInt32(), Is.EqualTo(1));
        Assert.That(done.GetProperty("reports").GetInt64(), Is.EqualTo(1));
        Assert.That(done.GetProperty("elapsed_s").GetDouble(), Is.EqualTo(1.5));
        var best = done.GetProperty("best");
        Assert.That(best.GetProperty("trial").GetInt32(), Is.Zero);
        Assert.That(best.GetProperty("metric").GetString(), Is.EqualTo("acc"));
        Assert.That(best.GetProperty("value").GetDouble(), Is.EqualTo(0.5));
        Assert.That(best.GetProperty("config").GetProperty("x").GetDouble(), Is.EqualTo(0.5));
    }

    [Test]
    public void Event_OfWhatIsDoneByHand_SaysWhoDidWhat()
    {
        var act = new UserAct.Annotate { Trial = new TrialId(3), Note = "odd" };

        var line = Written(lines => lines.Event(
            new ExperimentEvent.Acted(SomeEvents.At(), act, new ActedBy("ann", "cli", "k"))));

        Assert.That(line.GetProperty("event").GetString(), Is.EqualTo("act"));
        Assert.That(line.GetProperty("who").GetString(), Is.EqualTo("ann"));
        Assert.That(line.GetProperty("via").GetString(), Is.EqualTo("cli"));
        Assert.That(line.GetProperty("trial").GetInt32(), Is.EqualTo(3));
        Assert.That(line.GetProperty("detail").GetProperty("act").GetString(), Is.EqualTo("annotate"));
        Assert.That(line.GetProperty("detail").GetProperty("note").GetString(), Is.EqualTo("odd"));
    }

    [Test]
    public void Done_NothingUsableReported_HasANullBest()
    {
        var view = new SweepView();
        view.Show(0, SomeEvents.Opened);

        var done = Written(lines => lines.Done("some", view.Snapshot(), TimeSpan.Zero));

        Assert.That(done.GetProperty("best").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(done.GetProperty("state").GetString(), Is.EqualTo("Interrupted"));
    }

    [Test]
    public void Event_NotFiniteMetric_IsAStringThatSaysSo()
    {
        var report = Written(lines => lines.Event(SomeEvents.Reported(0, 1, double.NaN)));

        Assert.That(report.GetProperty("metrics").GetProperty("acc").GetString(), Is.EqualTo("NaN"));
    }

    [Test]
    public void Event_Failure_CarriesKindMessageAndLog()
    {
        var ended = Written(lines => lines.Event(new ExperimentEvent.AttemptEnded(
            SomeEvents.At(), new TrialId(3), new Attempt(2),
            new AttemptOutcome.Failed(FailureKind.Crash, "signal 11", "last\nlines"))));

        Assert.That(ended.GetProperty("outcome").GetString(), Is.EqualTo("failed"));
        Assert.That(ended.GetProperty("kind").GetString(), Is.EqualTo("Crash"));
        Assert.That(ended.GetProperty("log").GetString(), Is.EqualTo("last\nlines"));
    }

    [Test]
    public void Event_MetricNameWithQuotes_IsEscaped()
    {
        var report = Written(lines => lines.Event(new ExperimentEvent.Reported(
            SomeEvents.At(), new TrialId(0), new Attempt(1), 1, 1, MetricSet.Of(("a\"b", 1)))));

        Assert.That(report.GetProperty("metrics").GetProperty("a\"b").GetDouble(), Is.EqualTo(1));
    }

    [Test]
    public void Trial_MetricThatIsNoNumber_SaysSoAndTheBestIsNull()
    {
        var trial = Written(lines => lines.Trial(SomeEvents.Spec, new TrialSummary
        {
            Trial = new TrialId(0), Config = Configuration.Empty, LastMetrics = MetricSet.Of(("acc", double.NaN)),
        }));

        Assert.That(trial.GetProperty("metrics").GetProperty("acc").GetString(), Is.EqualTo("NaN"));
        Assert.That(trial.GetProperty("best").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Event_OfNoInterestToPrograms_WritesNoLine()
    {
        using var output = new StringWriter();
        new JsonLines(output).Event(new ExperimentEvent.Beat(SomeEvents.At()));
        Assert.That(output.ToString(), Is.Empty);
    }
}
