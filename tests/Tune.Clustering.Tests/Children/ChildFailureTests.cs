using Tune.Clustering.Children;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Children;

internal sealed class ChildFailureTests
{
    [Test]
    public async Task RunAsync_CodeThrows_FailsWithTheExceptionAndTheLog()
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync("throw");
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.Exception));
            Assert.That(failed.Message, Does.Contain("The loss went through the roof."));
            Assert.That(failed.LogTail, Does.Contain("so far all is well").And.Contain("DyingCode"));
            Assert.That(ChildFixture.IsAlive(fixture.Process), Is.False);
        });
    }

    [Test]
    public async Task RunAsync_ProcessAborts_IsACrashWithWhatItPrinted()
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync("fail-fast");
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.Crash));
            Assert.That(failed.Message, Does.Contain("signal 6"));
            Assert.That(failed.LogTail, Does.Contain("enough is enough"));
            Assert.That(fixture.Channel.Reports, Has.Count.EqualTo(1));
        });
    }

    [TestCase("segfault", FailureKind.Crash, "signal 11")]
    [TestCase("kill", FailureKind.OutOfMemory, "probably by the kernel for lack of memory")]
    [TestCase("exit", FailureKind.Exception, "exit code 3")]
    public async Task RunAsync_ProcessDies_SaysOfWhat(string name, FailureKind kind, string what)
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync(name);
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(kind));
            Assert.That(failed.Message, Does.Contain(what));
            Assert.That(failed.LogTail, Does.Contain("so far all is well"));
        });
    }

    [Test]
    public async Task RunAsync_MoreMemoryThanAllowed_IsKilledAndSaysHowMuch()
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync("eat", new ChildLimits { MemoryBytes = 400L * 1024 * 1024 });
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.OutOfMemory));
            Assert.That(failed.Message, Does.Contain("400 MiB are allowed"));
            Assert.That(ChildFixture.IsAlive(fixture.Process), Is.False);
        });
    }

    [Test]
    public async Task RunAsync_DescendantInASessionOfItsOwnEats_CountsAgainstTheMemory()
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync("program-eats", new ChildLimits { MemoryBytes = 400L * 1024 * 1024 });
        Assert.That(failed.Message, Does.Contain("400 MiB are allowed"));
        await ChildFixture.GoneAsync(fixture.Process);
    }

    [Test]
    public async Task RunAsync_CodeClosesTheLine_IsNotSaidToBeOutOfMemory()
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync("shut");
        Assert.That(failed.Kind, Is.EqualTo(FailureKind.Crash));
        Assert.That(failed.Message, Does.Contain("lost its line"));
        await ChildFixture.GoneAsync(fixture.Process);
    }

    [Test]
    public async Task RunAsync_FolderOfTheSocketsWasTidiedAway_MakesItAgain()
    {
        await using var fixture = new ChildFixture();
        Directory.Delete(fixture.Pool.Folder, recursive: true);
        var outcome = await fixture.RunAsync("report", config: ("count", 1));
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
    }

    [TestCase("hang")]
    [TestCase("spin")]
    public async Task RunAsync_NoReportForTooLong_IsAHang(string name)
    {
        await using var fixture = new ChildFixture();
        var run = fixture.FailAsync(name, new ChildLimits { NoProgress = TimeSpan.FromHours(1) });
        await fixture.Channel.Arrived(1);
        await fixture.PassUntilAsync(run, TimeSpan.FromHours(3));
        var failed = await run;
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.Hang));
            Assert.That(failed.Message, Does.Contain("No report for 3600 s"));
            Assert.That(ChildFixture.IsAlive(fixture.Process), Is.False);
        });
    }

    [Test]
    public async Task RunAsync_ProcessFreezes_IsAHang()
    {
        await using var fixture = new ChildFixture(new ChildPoolOptions { SilenceMax = TimeSpan.FromSeconds(10) });
        var failed = await fixture.FailAsync("freeze");
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.Hang));
            Assert.That(failed.Message, Does.Contain("no sign of life for 10 s"));
            Assert.That(ChildFixture.IsAlive(fixture.Process), Is.False);
        });
    }

    [Test]
    public async Task RunAsync_AnswersAreSlow_IsNoHang()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.HoldsAnswers = true;
        var limits = new ChildLimits { NoProgress = TimeSpan.FromHours(1) };
        var run = fixture.RunAsync("report", limits, config: ("count", 1));
        await fixture.Channel.Arrived(1);
        fixture.Pass(TimeSpan.FromHours(3));
        fixture.Channel.Release();
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Completed>());
    }

    [Test]
    public async Task RunAsync_ProgramIsNoChild_SaysWhatIsMissing()
    {
        await using var fixture = new ChildFixture(program: "/bin/false");
        var failed = await fixture.FailAsync("report");
        Assert.That(
            failed.Message,
            Does.Contain("exit code 1").And.Contain("first line of Main"));
    }

    [Test]
    public async Task RunAsync_NoSuchProgram_SaysSo()
    {
        await using var fixture = new ChildFixture(program: "/no/such");
        var failed = await fixture.FailAsync("report");
        Assert.That(failed.Message, Does.Contain("/no/such could not be started"));
    }

    [Test]
    public async Task RunAsync_UnknownTrainable_NamesThoseItKnows()
    {
        await using var fixture = new ChildFixture();
        var failed = await fixture.FailAsync("nonsense");
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.Contract));
            Assert.That(failed.Message, Does.Contain("no trainable 'nonsense'").And.Contain("'report'"));
        });
    }
}
