using System.Runtime.InteropServices;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Trainables.Tests;

/// <summary>What functions are given, and what becomes of the ways they end.</summary>
internal sealed class FunctionTests : TrialFixture
{
    [Test]
    public async Task Function_ThatReturnsAtOnce_IsCompletedWithoutReports()
    {
        Assert.That(await Run(_ => Task.CompletedTask), Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports, Is.Empty);
    }

    [Test]
    public async Task Function_WithReportsUnderWay_CompletesWhenTheyAreDurable()
    {
        Channel.HoldsAnswers = true;
        var run = Run(async context => await context.PostAsync(("loss", 1)));
        await Channel.Arrived(1);

        Assert.That(run.IsCompleted, Is.False);
        Channel.Release();
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Completed>());
    }

    [Test]
    public async Task Function_ThatDoesNotAwaitAReport_BreaksTheContract()
    {
        Channel.HoldsAnswers = true;
        var outcome = await Run(context =>
        {
            _ = context.ReportAsync(("loss", 1));
            return Task.CompletedTask;
        });

        Failed(outcome, FailureKind.Contract, "await every report");
    }

    [Test]
    public async Task Function_WithTwoReportsAtOnce_IsToldToAwaitThem()
    {
        Channel.HoldsAnswers = true;
        var outcome = await Run(async context =>
        {
            _ = context.ReportAsync(("loss", 1));
            await context.ReportAsync(("loss", 2));
        });

        Failed(outcome, FailureKind.Exception, "one after another");
    }

    [Test]
    public async Task Function_ThatThrows_FailsWithItsWordsAndTheLastLines()
    {
        var outcome = await Run(context =>
        {
            context.Log("about to divide");
            throw new DivideByZeroException("by zero");
        });

        Failed(outcome, FailureKind.Exception, "DivideByZeroException: by zero");
        Assert.That(((AttemptOutcome.Failed)outcome).LogTail, Does.Match("^about to divide\n(.|\n)*   at "));
        Assert.That(Channel.Lines, Has.Some.Contains("by zero"));
    }

#pragma warning disable CA2201 // the runtime and native libraries throw these; the test stands in for them
    private static IEnumerable<TestCaseData> Exceptions =>
    [
        new(new OutOfMemoryException("no memory"), FailureKind.OutOfMemory),
        new(new AggregateException(new OutOfMemoryException("no memory")), FailureKind.OutOfMemory),
        new(new InvalidOperationException("no memory", new OutOfMemoryException()), FailureKind.OutOfMemory),
        new(new ExternalException("CUDA Out of Memory, no memory"), FailureKind.OutOfMemory),
        new(new ExternalException("DefaultCPUAllocator: can't allocate memory: no memory"), FailureKind.OutOfMemory),
        new(new ExternalException("no memory of this"), FailureKind.Exception),
        new(new InvalidOperationException("out of memory, no memory"), FailureKind.Exception),
        new(new OperationCanceledException("no memory"), FailureKind.Exception),
        new(new InvalidReportException("no memory"), FailureKind.Contract),
        new(new InvalidTrainableException("no memory"), FailureKind.Contract),
        new(new CheckpointException("no memory"), FailureKind.Checkpoint),
        new(new StorageException(StorageFault.Other, "no memory"), FailureKind.Checkpoint),
    ];
#pragma warning restore CA2201

    [TestCaseSource(nameof(Exceptions))]
    public async Task Exception_OfAFunction_HasItsKind(Exception exception, FailureKind kind)
    {
        var outcome = await Run(_ => Task.FromException(exception));

        Assert.That(((AttemptOutcome.Failed)outcome).Kind, Is.EqualTo(kind));
    }

    [Test]
    public async Task Checkpoint_ThatCannotBeWritten_FailsAsCheckpoint()
    {
        Assignment = Assignment with { Milestone = 1 };
        var outcome = await Run(context => context.ReportAsync(
            new { loss = 1 }, Checkpoint.From(Broken)));

        Failed(outcome, FailureKind.Checkpoint, "checkpoint of iteration 1 failed: no state yet");
        Assert.That(Channel.Reports, Is.Empty);
    }

    private static IEnumerable<TestCaseData> BadReports =>
    [
        new("must be a number", () => (object)new { loss = "low" }),
        new("'loss' is null", () => (object)new { loss = (double?)null }),
        new("no set of metrics", () => (object)0.5),
        new("no set of metrics", () => (object)"loss"),
        new("no set of metrics", () => (object)new Counted().Offer),
        new("no set of metrics", () => (object)new[] { 1.0, 2.0 }),
        new("no set of metrics", () => (object)new Dictionary<int, int> { [1] = 2 }),
        new("given twice", () => (object)(("loss", 1), ("loss", 2))),
        new("is not allowed", () => (object)("", 1)),
    ];

    [TestCaseSource(nameof(BadReports))]
    public async Task Report_OfWhatIsNoMetrics_BreaksTheContract(string saying, Func<object> metrics)
    {
        Failed(await Run(context => context.ReportAsync(metrics())), FailureKind.Contract, saying);
        Assert.That(Channel.Reports, Is.Empty);
    }

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(-1)]
    public async Task Report_WhoseIterationDoesNotRise_BreaksTheContract(int iteration)
    {
        var outcome = await Run(async context =>
        {
            await context.ReportAsync(new { loss = 1 }, iteration: 5);
            await context.ReportAsync(new { loss = 1 }, iteration: iteration);
        });

        Failed(outcome, FailureKind.Contract, $"A report for iteration {iteration} after iteration 5");
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Report_BadButCaught_CanBeMended()
    {
        var outcome = await Run(async context =>
        {
            Assert.ThrowsAsync<InvalidReportException>(() => context.ReportAsync(new { loss = "low" }));
            await context.ReportAsync(new { loss = 1 });
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports.Select(r => (r.Sequence, r.Iteration)), Is.EqualTo([(1, 1)]));
    }

    [Test]
    public async Task Context_ShowsTheAssignment()
    {
        Assignment = Assignment with
        {
            Experiment = "digits", Trial = new TrialId(3), Attempt = new Attempt(2), Seed = 11, Threads = 4, Gpus = [1],
            Resources = new Resources(3.5, 1),
            Config = Configuration.Of(("lr", 0.5)),
        };
        var outcome = await Run(Trainable.Function("some", (context, config) =>
        {
            Assert.That(context.Experiment, Is.EqualTo("digits"));
            Assert.That(context.Trial, Is.EqualTo(new TrialId(3)));
            Assert.That(context.Attempt, Is.EqualTo(new Attempt(2)));
            Assert.That((context.Seed, context.Threads, context.Metric), Is.EqualTo((11UL, 4, "loss")));
            Assert.That(context.Resources, Is.EqualTo(new Resources(3.5, 1)));
            Assert.That(context.Gpus, Is.EqualTo([1]));
            Assert.That(context.Restored, Is.Null);
            Assert.That(Directory.Exists(context.Folder));
            Assert.That(config.Real("lr"), Is.EqualTo(0.5));
        }));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
    }

    [Test]
    public async Task Function_WithARecord_IsGivenTheConfigurationAsOne()
    {
        Assignment = Assignment with { Config = Configuration.Of(("learning_rate", 0.5), ("hidden", 64)) };
        Settings? given = null;

        await Run(Trainable.Function<Settings>("some", (_, settings) => given = settings));

        Assert.That(given, Is.EqualTo(new Settings(0.5, 64)));
    }

    [Test]
    public async Task Function_ByMethodName_IsAwaited()
    {
        Assignment = Assignment with { Config = Configuration.Of(("learning_rate", 0.5), ("hidden", 64)) };

        var outcome = await Run(Trainable.Function<Settings>("some", TrainAsync));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports[0].Metrics[0].Value, Is.EqualTo(64));
    }

    [Test]
    public async Task Function_WithARecordThatTheConfigurationDoesNotFill_BreaksTheContract()
    {
        Assignment = Assignment with { Config = Configuration.Of(("learning_rate", 0.5)) };

        var outcome = await Run(Trainable.Function<Settings>("some", (_, _) => { }));

        Failed(outcome, FailureKind.Contract, "'hidden'");
    }

    [Test]
    public void Name_ThatIsNotAllowed_IsRefused()
    {
        Assert.That(
            () => Trainable.Function(new string('x', 251), (_, _) => { }),
            Throws.ArgumentException.With.Message.Contains("1 to 250 characters"));
    }

    private static async Task TrainAsync(TrialContext context, Settings settings)
    {
        await Task.Yield();
        await context.ReportAsync(("loss", settings.Hidden));
    }

    private static void Broken(string folder) => throw new InvalidOperationException("no state yet");

    private sealed record Settings(double LearningRate, int Hidden);
}
