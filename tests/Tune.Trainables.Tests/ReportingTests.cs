using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>What goes over the line, when it waits, and when a checkpoint goes with it.</summary>
internal sealed class ReportingTests : TrialFixture
{
    [Test]
    public async Task Report_OneAfterAnother_NumbersSequenceAndIteration()
    {
        await Run(async context =>
        {
            await context.ReportAsync(("loss", 3));
            await context.PostAsync(new { loss = 2 }, iteration: 10);
            context.Post(("loss", 1));
            Assert.That(context.Iteration, Is.EqualTo(11));
        });

        Assert.That(Channel.Reports.Select(r => (r.Sequence, r.Iteration)), Is.EqualTo([(1, 1), (2, 10), (3, 11)]));
    }

    [Test]
    public async Task Report_AfterRestore_GoesOnFromTheCheckpoint()
    {
        Assignment = Folder.From(5, "state", "weights");
        await Run(async context =>
        {
            Assert.That(context.Iteration, Is.EqualTo(5));
            Assert.That(context.Restored!.ReadText("state"), Is.EqualTo("weights"));
            await context.ReportAsync(("loss", 3));
        });

        Assert.That(Channel.Reports.Select(r => (r.Sequence, r.Iteration)), Is.EqualTo([(1, 6)]));
    }

    [Test]
    public async Task ReportAsync_BeforeItsAnswer_DoesNotEnd()
    {
        Channel.HoldsAnswers = true;
        var isDurable = false;
        var run = Run(async context =>
        {
            await context.ReportAsync(("loss", 3));
            isDurable = true;
        });
        await Channel.Arrived(1);

        Assert.That(isDurable, Is.False);
        Channel.Release();
        await run;
        Assert.That(isDurable, Is.True);
    }

    [Test]
    public async Task PostAsync_BelowTheMilestone_DoesNotWaitAndAtItDoes()
    {
        Channel.HoldsAnswers = true;
        Channel.Answer = _ => RecordingChannel.Continue(milestone: 6);
        Assignment = Assignment with { Milestone = 3 };
        var run = Run(async context =>
        {
            for (var i = 0; i < 8; i++)
            {
                await context.PostAsync(("loss", i));
            }
        });

        await Channel.Arrived(3);
        Assert.That(Channel.Reports, Has.Count.EqualTo(3), "1 and 2 did not wait, 3 does");
        Channel.Release(2);
        Assert.That(Channel.Reports, Has.Count.EqualTo(3), "the answer to 3 itself is what counts");
        Channel.Release(1);
        await Channel.Arrived(6);
        Channel.HoldsAnswers = false;
        Channel.Release();
        await run;

        Assert.That(Channel.Reports, Has.Count.EqualTo(8));
    }

    [Test]
    public async Task Report_Blocking_WaitsAtTheMilestoneWithoutLosingTheThread()
    {
        Assignment = Assignment with { Milestone = 1 };
        Channel.Answer = r => RecordingChannel.Continue(r.Iteration + 1);
        var outcome = await Run(Trainable.Function("some", (context, _) =>
        {
            var thread = Environment.CurrentManagedThreadId;
            for (var i = 0; i < 100; i++)
            {
                context.Post(("loss", i));
            }

            Assert.That(Environment.CurrentManagedThreadId, Is.EqualTo(thread));
        }));

        Assert.That(outcome, Is.InstanceOf<Engine.Trials.AttemptOutcome.Completed>());
        Assert.That(Channel.Reports, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Function_AfterEveryAwait_IsOnItsOwnThreadAndNotThePool()
    {
        Channel.HoldsAnswers = true;
        var threads = new List<(int Id, bool IsPool)>();
        var run = Run(async context =>
        {
            threads.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));
            await context.ReportAsync(("loss", 1));
            threads.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));
            await Task.Yield();
            threads.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));
        });
        await Channel.Arrived(1);
        Channel.Release();
        await run;

        Assert.That(threads, Has.Count.EqualTo(3));
        Assert.That(threads.Distinct().ToArray(), Has.Length.EqualTo(1));
        Assert.That(threads[0].IsPool, Is.False);
    }

    [Test]
    public async Task ReportAsync_BlockedOn_DoesNotLockUp()
    {
        Channel.HoldsAnswers = true;
        var run = Run(context =>
        {
            context.ReportAsync(("loss", 1)).Wait();
            return Task.CompletedTask;
        });
        await Channel.Arrived(1);
        Channel.Release();

        Assert.That(await run, Is.InstanceOf<Engine.Trials.AttemptOutcome.Completed>());
    }

    [Test]
    public async Task Checkpoint_Offered_IsWrittenAtMilestonesOnly()
    {
        Assignment = Assignment with { Milestone = 2 };
        Channel.Answer = r => RecordingChannel.Continue(r.Iteration < 2 ? 2 : 4);
        var checkpoint = new Counted();
        await Run(async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.PostAsync(new { loss = i }, checkpoint.Offer);
            }
        });

        Assert.That(
            Channel.Reports.Where(r => r.CheckpointFolder is not null).Select(r => r.Iteration), Is.EqualTo([2, 4, 5]),
            "the answer to 4 still names 4, so 5 is at the milestone as well");
        Assert.That(checkpoint.Written, Is.EqualTo(3));
        Assert.That(File.ReadAllText(Path.Combine(Channel.Reports[1].CheckpointFolder!, "state")), Is.EqualTo("saved"));
    }

    [Test]
    public async Task Checkpoint_EveryIterations_IsWrittenAtTheMultiplesReached()
    {
        Assignment = Assignment with
        {
            Checkpoints = new CheckpointPolicy { EveryIterations = 4, EveryInterval = TimeSpan.FromDays(1) },
        };
        await Run(async context =>
        {
            foreach (var iteration in (int[])[1, 4, 5, 9, 11, 16])
            {
                await context.PostAsync(new { loss = 1 }, new Counted().Offer, iteration);
            }
        });

        Assert.That(
            Channel.Reports.Where(r => r.CheckpointFolder is not null).Select(r => r.Iteration),
            Is.EqualTo([4, 9, 16]));
    }

    [Test]
    public async Task Checkpoint_EveryInterval_IsWrittenWhenTheTimeIsOver()
    {
        Assignment = Assignment with
        {
            Checkpoints = new CheckpointPolicy { EveryInterval = TimeSpan.FromSeconds(10) },
        };
        await Run(async context =>
        {
            for (var i = 0; i < 7; i++)
            {
                Clock.Advance(TimeSpan.FromSeconds(4));
                Assert.That(context.IsCheckpointDue, Is.EqualTo(i is 2 or 5));
                await context.PostAsync(new { loss = 1 }, new Counted().Offer);
            }
        });

        Assert.That(
            Channel.Reports.Where(r => r.CheckpointFolder is not null).Select(r => r.Iteration), Is.EqualTo([3, 6]));
    }

    [Test]
    public async Task Checkpoint_ThatWritesNoFile_IsLeftOutAndSaidSo()
    {
        Assignment = Assignment with { Milestone = 1 };
        await Run(context => context.ReportAsync(new { loss = 1 }, Checkpoint.From(_ => { })));

        Assert.That(Channel.Reports[0].CheckpointFolder, Is.Null);
        Assert.That(Channel.Lines, Has.One.Contains("wrote no file"));
    }

    [Test]
    public async Task Report_InEveryForm_GivesTheSameMetrics()
    {
        await Run(async context =>
        {
            await context.ReportAsync(("loss", 0.5), ("acc", 2));
            await context.ReportAsync(MetricSet.Of(("loss", 0.5), ("acc", 2)));
            await context.ReportAsync(new { loss = 0.5f, acc = 2L });
            await context.ReportAsync(new Measured(0.5, 2));
            await context.ReportAsync(new Dictionary<string, double> { ["loss"] = 0.5, ["acc"] = 2 });
            await context.ReportAsync(new Dictionary<string, int> { ["acc"] = 2 }, iteration: 20);
            await context.ReportAsync((("loss", 0.5), ("acc", 2)), new Counted().Offer);
            await context.ReportAsync(new[] { ("loss", 0.5), ("acc", 2) });
        });

        var expected = MetricSet.Of(("loss", 0.5), ("acc", 2));
        Assert.That(Channel.Reports.Select(r => r.Metrics).Where((_, i) => i != 5), Is.All.EqualTo(expected));
        Assert.That(Channel.Reports[5].Metrics, Is.EqualTo(MetricSet.Of(("acc", 2))));
    }

    [Test]
    public async Task Report_OfNaN_IsSentAsNaN()
    {
        await Run(context => context.ReportAsync(("loss", double.NaN)));

        Assert.That(Channel.Reports[0].Metrics[0].Value, Is.NaN);
    }

    private sealed record Measured(double loss, int acc);
}
