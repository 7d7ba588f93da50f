using System.Text;
using System.Threading.Channels;
using Tune.Cli.Running;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Tests.Cli;

internal sealed class PlainOutputTests
{
    // A curve that gets better with every report would fill a pipe with it.
    [Test]
    public async Task Follow_ABestThatChangesWithEveryReport_SaysItNowAndThen()
    {
        var (output, clock, view) = (new Lines(), new Clock(), new SweepView());
        var plain = new PlainOutput(output, quiet: false, clock);
        var news = Channel.CreateUnbounded<IReadOnlyList<ExperimentEvent>>();
        view.Show(0, SomeEvents.Opened);
        var following = plain.FollowAsync(view, news.Reader.ReadAllAsync());
        for (var trial = 0; trial < 40; trial++)
        {
            clock.Seconds = trial < 20 ? 0 : 10;
            var seen = output.SeenAsync($"trial {trial} new");
            await news.Writer.WriteAsync(view.Show(
                SomeEvents.Opened.Length + (3 * trial),
                [.. SomeEvents.Started(trial), SomeEvents.Reported(trial, 1, 0.01 * (1 + trial))]));
            await seen;
        }

        news.Writer.Complete();
        await following;
        Assert.That(output.All.Count(line => line.StartsWith("new best", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task Follow_ManyTrials_SaysHowFarItHasComeAndEveryTrouble()
    {
        var (output, clock, view) = (new Lines(), new Clock(), new SweepView());
        view.Show(0, SomeEvents.Opened);

        await new PlainOutput(output, quiet: false, clock).FollowAsync(view, newsAsync());

        Assert.That(output.All.Count(line => line.EndsWith("new: ", StringComparison.Ordinal)
            || line.Contains(" new: ", StringComparison.Ordinal)), Is.EqualTo(100));
        Assert.That(output.All.Count(line => line.StartsWith("trials: ", StringComparison.Ordinal)), Is.EqualTo(10));
        Assert.That(output.All[^1], Does.StartWith("trial 199 errored"));

        async IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> newsAsync()
        {
            var position = (long)SomeEvents.Opened.Length;
            for (var trial = 0; trial < 200; trial++)
            {
                clock.Seconds += 1;
                ExperimentEvent[] events =
                [
                    .. SomeEvents.Started(trial),
                    .. trial == 199 ? SomeEvents.Ended(trial, TrialStatus.Errored) : [],
                ];
                await Task.CompletedTask;
                yield return view.Show(position, events);
                position += events.Length;
            }
        }
    }

    // A longer trained trial at a lower score is a new best, a lucky short one is none.
    [TestCase(true, "trial 0", "trial 0", "trial 1")]
    [TestCase(false, "trial 0", "trial 2")]
    public async Task Follow_ReportsThatRefine_SaysWhatIsBestByTheRule(bool refines, params string[] best)
    {
        var (output, clock, view) = (new Lines(), new Clock(), new SweepView());
        var spec = SomeEvents.Spec with { Objective = SomeEvents.Spec.Objective with { Refines = refines } };
        view.Show(0, [new ExperimentEvent.Created(SomeEvents.At(), spec), SomeEvents.Opened[1]]);
        ExperimentEvent[] all =
        [
            .. Enumerable.Range(0, 3).SelectMany(trial => SomeEvents.Started(trial)), SomeEvents.Reported(0, 1, 0.5),
            SomeEvents.Reported(0, 2, 0.4), SomeEvents.Reported(1, 3, 0.3), SomeEvents.Reported(2, 1, 0.9),
        ];

        await new PlainOutput(output, quiet: false, clock).FollowAsync(view, newsAsync());

        Assert.That(
            output.All.Where(line => line.StartsWith("new best", StringComparison.Ordinal))
                .Select(line => line[line.IndexOf("trial", StringComparison.Ordinal)..][..7]), Is.EqualTo(best));

        // Each is shown only when the one before it has been dealt with.
        async IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> newsAsync()
        {
            for (var at = 0; at < all.Length; at++)
            {
                clock.Seconds += 10;
                await Task.CompletedTask;
                yield return view.Show(SomeEvents.Opened.Length + at, [all[at]]);
            }
        }
    }

    [Test]
    public async Task Follow_TrialsThatMayRunAgain_SaysSo()
    {
        var (output, view) = (new Lines(), new SweepView());
        var plain = new PlainOutput(output, quiet: false, new Clock());
        var news = Channel.CreateUnbounded<IReadOnlyList<ExperimentEvent>>();
        view.Show(0, SomeEvents.Opened);
        await news.Writer.WriteAsync(view.Show(SomeEvents.Opened.Length,
        [
            .. SomeEvents.Started(0), .. SomeEvents.Ended(0, TrialStatus.Errored),
            .. SomeEvents.Started(1), .. SomeEvents.Ended(1, TrialStatus.Errored),
            SomeEvents.Reopened(0, iteration: 3), SomeEvents.Reopened(1, iteration: null),
        ]));
        news.Writer.Complete();

        await plain.FollowAsync(view, news.Reader.ReadAllAsync());

        Assert.That(output.All.TakeLast(2), Is.EqualTo(new[]
        {
            "trial 0 may run again, from iteration 3", "trial 1 may run again, from nothing",
        }));
    }

    private static IEnumerable<TestCaseData> Acts()
    {
        var trial = new TrialId(3);
        yield return new(new UserAct.Pause(), "paused it");
        yield return new(new UserAct.Resume(), "had it go on");
        yield return new(new UserAct.Stop(), "stopped it");
        yield return new(new UserAct.StopTrial(trial), "stopped trial 3");
        yield return new(new UserAct.Extend { Trials = 7 }, "extended it to 7 trials");
        yield return new(
            new UserAct.Extend { TimeBudget = TimeSpan.FromMinutes(90) }, "extended it to 01:30:00 of time");
        yield return new(new UserAct.Enqueue(Configuration.Empty), "enqueued a trial");
        yield return new(
            new UserAct.Annotate { Set = TagSet.Empty.Add("a", "b"), Note = "n" },
            "changed tags, the note of the experiment");
        yield return new(new UserAct.Delete(), "deleted the experiment");
        yield return new(new UserAct.Restore(), "restored the experiment");
    }

    [TestCaseSource(nameof(Acts))]
    public async Task Follow_WhatIsDoneByHand_SaysWhoDidWhat(UserAct act, string done)
    {
        var (output, view) = (new Lines(), new SweepView());
        var news = Channel.CreateUnbounded<IReadOnlyList<ExperimentEvent>>();
        view.Show(0, SomeEvents.Opened);
        await news.Writer.WriteAsync(view.Show(
            SomeEvents.Opened.Length, [new ExperimentEvent.Acted(SomeEvents.At(), act, new ActedBy("ann", "cli"))]));
        news.Writer.Complete();

        await new PlainOutput(output, quiet: false, new Clock()).FollowAsync(view, news.Reader.ReadAllAsync());

        Assert.That(output.All, Is.EqualTo(new[] { $"by hand: ann (cli) {done}" }));
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    private sealed class Lines : StringWriter
    {
        private readonly List<string> _all = [];
        private (string Start, TaskCompletionSource Seen)? _awaited;

        public IReadOnlyList<string> All => _all;

        public override Encoding Encoding => Encoding.UTF8;

        public Task SeenAsync(string start)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (start, seen);
            return seen.Task;
        }

        public override void WriteLine(string? value)
        {
            _all.Add(value!);
            if (_awaited is var (start, seen) && value!.StartsWith(start, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }
    }
}
