using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>How an attempt leaves when it is told to.</summary>
internal sealed class LeavingTests : TrialFixture
{
    [Test]
    public async Task Pause_AtAMilestone_LeavesWithTheCheckpointOfItsReportWrittenOnce()
    {
        Assignment = Assignment with { Milestone = 3 };
        Channel.Answer = r => r.Iteration < 3 ? RecordingChannel.Continue(3) : new(Leaving.Pause, 3);
        var checkpoint = new Counted();

        var outcome = await Run(context => Forever(context, checkpoint.Offer));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(Channel.Reports, Has.Count.EqualTo(3));
        Assert.That(Channel.Reports[2].CheckpointFolder, Is.Not.Null);
        Assert.That(checkpoint.Written, Is.EqualTo(1));
        Assert.That(Channel.Saves, Is.Empty);
    }

    [Test]
    public async Task Pause_AwayFromAMilestone_SavesTheOfferedCheckpointOnce()
    {
        Channel.Answer = r => r.Iteration < 3 ? RecordingChannel.Continue(100) : new(Leaving.Pause, 100);
        var checkpoint = new Counted();

        var outcome = await Run(context => Forever(context, checkpoint.Offer, wait: true));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(checkpoint.Written, Is.EqualTo(1));
        Assert.That(Channel.Saves.Select(s => s.Iteration), Is.EqualTo([3]));
        Assert.That(File.Exists(Path.Combine(Channel.Saves[0].Folder, "state")));
    }

    // Who makes room has one report more without a checkpoint: the last one may have been the end of its training.
    [TestCase(Leaving.Pause, typeof(AttemptOutcome.Obeyed), 1)]
    [TestCase(Leaving.Interrupt, typeof(AttemptOutcome.Interrupted), 2)]
    public async Task Leaving_WithoutACheckpoint_SavesNothing(Leaving how, Type outcome, int reports)
    {
        Channel.Answer = _ => new(how, 1);

        Assert.That(await Run(context => Forever(context, null)), Is.InstanceOf(outcome));
        Assert.That(Channel.Saves, Is.Empty);
        Assert.That(Channel.Reports, Has.Count.EqualTo(reports));
    }

    [TestCase(Leaving.Stop)]
    [TestCase(Leaving.Clone)]
    public async Task Leaving_ForGood_WritesNoCheckpoint(Leaving how)
    {
        Channel.Answer = _ => new(how, 100);
        var checkpoint = new Counted();

        var outcome = await Run(context => Forever(context, checkpoint.Offer, wait: true));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(checkpoint.Written, Is.Zero);
    }

    [Test]
    public async Task Interrupt_BetweenReports_StillReportsTheIterationWithItsCheckpoint()
    {
        var checkpoint = new Counted();
        var outcome = await Run(async context =>
        {
            await context.PostAsync(new { loss = 1 }, checkpoint.Offer);
            Channel.Ask(Leaving.Interrupt);
            await context.PostAsync(new { loss = 2 }, checkpoint.Offer);
            throw new AssertionException("It should have left.");
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(Channel.Reports.Select(r => r.CheckpointFolder is not null), Is.EqualTo([false, true]));
        Assert.That(checkpoint.Written, Is.EqualTo(1));
    }

    [Test]
    public async Task Interrupt_WhileAReportIsUnderWay_WaitsForAnswersAndSavesThatIteration()
    {
        Channel.HoldsAnswers = true;
        var checkpoint = new Counted();
        var run = Run(async context =>
        {
            await context.PostAsync(new { loss = 1 });
            await context.PostAsync(new { loss = 2 });
            await context.ReportAsync(new { loss = 3 }, checkpoint.Offer);
        });
        await Channel.Arrived(3);
        Channel.Ask(Leaving.Interrupt);
        Assert.That(run.IsCompleted, Is.False);
        Channel.Release();

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(Channel.Saves.Select(s => s.Iteration), Is.EqualTo([3]));
        Assert.That(checkpoint.Written, Is.EqualTo(1));
    }

    [Test]
    public async Task Stop_WithReportsUnderWay_WaitsForTheirAnswers()
    {
        Channel.HoldsAnswers = true;
        var run = Run(async context =>
        {
            await context.PostAsync(new { loss = 1 });
            await context.PostAsync(new { loss = 2 });
            Channel.Ask(Leaving.Stop);
            await context.PostAsync(new { loss = 3 });
        });
        await Channel.Arrived(2);
        Channel.Release(1);
        Assert.That(run.IsCompleted, Is.False);
        Channel.Release();

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(Channel.Reports, Has.Count.EqualTo(2), "a stopped trial has nothing more to report");
    }

    [Test]
    public async Task Fenced_Report_EndsQuietlyWithoutSaving()
    {
        Channel.Answer = _ => new(Leaving.No, 100, "attempt 1 is not the latest, 2", IsFenced: true);
        var checkpoint = new Counted();

        var outcome = await Run(context => Forever(context, checkpoint.Offer, wait: true));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(checkpoint.Written, Is.Zero);
        Assert.That(Channel.Lines, Is.Empty);
    }

    [Test]
    public async Task Fenced_BecauseOfAStop_Obeys()
    {
        Channel.Answer = _ => new(Leaving.Stop, 100, "The trial was told to leave (Stop).", IsFenced: true);

        Assert.That(await Run(context => Forever(context, null, wait: true)), Is.InstanceOf<AttemptOutcome.Obeyed>());
    }

    [Test]
    public async Task Refused_Report_BreaksTheContract()
    {
        Channel.Answer = _ => new(Leaving.No, 100, "Report 2 came after report 5: one in between is missing.");

        var outcome = await Run(context => Forever(context, null, wait: true));

        Failed(outcome, FailureKind.Contract, "one in between is missing");
    }

    [Test]
    public async Task Refused_ReportSwallowed_StillBreaksTheContract()
    {
        Channel.Answer = _ => new(Leaving.No, 100, "no such thing");

        var outcome = await Run(async context =>
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.ThrowsAsync<InvalidReportException>(() => context.ReportAsync(("loss", 1)));
            }

            await Task.CompletedTask;
        });

        Failed(outcome, FailureKind.Contract, "no such thing");
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Function_ThatSwallowsTheEnd_GetsItAgainAndHasLeftAllTheSame()
    {
        Channel.Answer = _ => new(Leaving.Stop, 100);
        var thrown = 0;
        var outcome = await Run(async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                try
                {
                    await context.ReportAsync(("loss", 1));
                }
                catch (TrialEndedException e) when (e.Leaving == Leaving.Stop)
                {
                    thrown++;
                }
            }
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(thrown, Is.EqualTo(5));
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Function_WhoseCleanupThrowsOnTheWayOut_HasLeftAllTheSame()
    {
        Channel.Answer = _ => new(Leaving.Stop, 100);
        var outcome = await Run(async context =>
        {
            try
            {
                await context.ReportAsync(("loss", 1));
            }
            catch (TrialEndedException)
            {
                throw new InvalidOperationException("cleanup");
            }
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(Channel.Lines, Has.Some.Contains("cleanup"));
    }

    [Test]
    public async Task LeavingToken_InAWait_EndsTheAttempt()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Run(context =>
        {
            var wait = new TaskCompletionSource().Task.WaitAsync(context.Leaving);
            started.SetResult();
            return wait;
        });
        await started.Task;
        Channel.Ask(Leaving.Interrupt);

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
    }

    [Test]
    public async Task Function_ThatReturnsBecauseItSawTheOrder_IsInterruptedAndNotCompleted()
    {
        var outcome = await Run(async context =>
        {
            await context.ReportAsync(("loss", 1));
            Channel.Ask(Leaving.Interrupt);
            if (!context.Leaving.IsCancellationRequested)
            {
                throw new AssertionException("The token should be cancelled.");
            }
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Interrupted>());
    }

    [Test]
    public async Task Function_ThatComesToItsEndWhileInterrupted_IsCompleted()
    {
        var outcome = await Run(async context =>
        {
            await context.ReportAsync(("loss", 1));
            Channel.Ask(Leaving.Interrupt);
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
    }

    [Test]
    public async Task Function_WhoseLastReportIsAnsweredWithAnInterrupt_IsCompleted()
    {
        Channel.Answer = _ => new(Leaving.Interrupt, 100);

        var outcome = await Run(context => context.ReportAsync(("loss", 1)));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>(), "it returned, and has nothing more to train");
    }

    [Test]
    public async Task Function_WhoseLastReportHasACheckpoint_IsInterruptedAndGoesOnFromItsEnd()
    {
        Channel.Answer = _ => new(Leaving.Interrupt, 100);
        var checkpoint = new Counted();

        var outcome = await Run(context => context.ReportAsync(("loss", 1), checkpoint.Offer));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(checkpoint.Written, Is.EqualTo(1));
    }

    [Test]
    public async Task Kill_BetweenReports_EndsAtTheNextWithoutSaving()
    {
        using var kill = new CancellationTokenSource();
        var checkpoint = new Counted();
        var outcome = await Run(
            async context =>
            {
                await context.ReportAsync(new { loss = 1 });
                await kill.CancelAsync();
                await context.ReportAsync(new { loss = 1 }, checkpoint.Offer);
            },
            kill.Token);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(checkpoint.Written, Is.Zero);
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Kill_WhileAReportIsUnderWay_Ends()
    {
        using var kill = new CancellationTokenSource();
        Channel.HoldsAnswers = true;
        var run = Run(context => context.ReportAsync(("loss", 1)), kill.Token);
        await Channel.Arrived(1);
        await kill.CancelAsync();

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
    }

    [Test]
    public async Task Save_ThatTheStoreRefuses_FailsAsCheckpoint()
    {
        Channel.Answer = _ => new(Leaving.Pause, 100);
        Channel.SaveFailure = new StorageException(StorageFault.Full, "no space left");

        var outcome = await Run(context => Forever(context, new Counted().Offer, wait: true));

        Failed(outcome, FailureKind.Checkpoint, "no space left");
    }

    [Test]
    public async Task Save_ThatFailsDuringAnInterrupt_IsLoggedAndTheAttemptLeaves()
    {
        Channel.Answer = _ => new(Leaving.Interrupt, 100);
        Channel.SaveFailure = new StorageException(StorageFault.Full, "no space left");

        var outcome = await Run(context => Forever(context, new Counted().Offer, wait: true));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(Channel.Lines, Has.One.Contains("no space left"));
    }

    private static async Task Forever(TrialContext context, Checkpoint? checkpoint, bool wait = false)
    {
        while (context.Iteration < 1000)
        {
            if (wait)
            {
                await context.ReportAsync(new { loss = 1 }, checkpoint);
            }
            else
            {
                await context.PostAsync(new { loss = 1 }, checkpoint);
            }
        }
    }
}
