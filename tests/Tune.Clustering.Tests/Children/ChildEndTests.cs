using System.Diagnostics;
using System.Globalization;
using Tune.Clustering.Children;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Children;

/// <summary>Nothing outlives its attempt, its pool, or its node.</summary>
internal sealed class ChildEndTests
{
    private static readonly ChildLimits Brief = new() { StopGrace = TimeSpan.FromSeconds(1) };

    [TestCase(Leaving.Stop, typeof(AttemptOutcome.Obeyed))]
    [TestCase(Leaving.Clone, typeof(AttemptOutcome.Obeyed))]
    [TestCase(Leaving.Interrupt, typeof(AttemptOutcome.Interrupted))]
    [TestCase(Leaving.Pause, typeof(AttemptOutcome.Failed))]
    public async Task RunAsync_DoesNotLeave_IsKilledAfterTheGrace(Leaving how, Type outcome)
    {
        await using var fixture = new ChildFixture();
        var run = fixture.RunAsync("family", Brief);
        await fixture.Channel.Arrived(1);
        fixture.Channel.Ask(how);
        Assert.That(await run, Is.InstanceOf(outcome));
        AssertFamilyIsGone(fixture);
    }

    [Test]
    public async Task RunAsync_NodeIsStillStoringItsCheckpoint_IsNotKilled()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.HoldsAnswers = true;
        var limits = new ChildLimits { StopGrace = TimeSpan.FromHours(1) };
        var run = fixture.RunAsync("state", limits, config: ("count", 5));
        await fixture.Channel.Arrived(1);
        fixture.Channel.Ask(Leaving.Stop);
        fixture.Pass(TimeSpan.FromHours(3));
        Assert.That(fixture.Notices, Is.Empty, "none that it was killed");
        fixture.Channel.Release();
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Obeyed>());
    }

    [Test]
    public async Task RunAsync_Cancelled_KillsTheGroupAtOnce()
    {
        await using var fixture = new ChildFixture();
        var run = fixture.RunAsync("family");
        await fixture.Channel.Arrived(1);
        await fixture.Kill.CancelAsync();
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
        AssertFamilyIsGone(fixture);
    }

    [Test]
    public async Task DisposeAsync_DuringAnAttempt_LosesIt()
    {
        await using var fixture = new ChildFixture();
        var run = fixture.RunAsync("family");
        await fixture.Channel.Arrived(1);
        await fixture.Pool.DisposeAsync();
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Lost>());
        AssertFamilyIsGone(fixture);
    }

    [Test]
    public async Task RunAsync_LeavesADescendantBehind_ItIsEndedAndTheProcessGoesOn()
    {
        await using var fixture = new ChildFixture();
        await fixture.RunAsync("family", config: ("leave", true));
        var (process, descendant) = (fixture.Process, (int)fixture.Metric("descendant"));
        await fixture.RunAsync("family", config: ("leave", true));
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Process, Is.EqualTo(process));
            Assert.That(fixture.Metric("descendant"), Is.Not.EqualTo(descendant));
        });

        // It is killed before the next attempt begins; a busy system takes its time to have it gone.
        await ChildFixture.GoneAsync(descendant);
    }

    [TestCase("fled")]
    [TestCase("fled orphan")]
    public async Task RunAsync_LeavesBehindWhatFled_ItIsGoneBeforeTheNextAttempt(string kind)
    {
        await using var fixture = new ChildFixture();
        await fixture.RunAsync(kind, config: ("leave", true));
        var (process, descendant) = (fixture.Process, (int)fixture.Metric("descendant"));
        await fixture.RunAsync(kind, config: ("leave", true));
        Assert.That(fixture.Process, Is.EqualTo(process));

        // It was killed before; that it has left the table of processes may take a moment longer.
        await ChildFixture.GoneAsync(descendant);
    }

    [TestCase("fled")]
    [TestCase("fled orphan")]
    public async Task RunAsync_OverItsTime_IsKilledWithWhatFled(string kind)
    {
        await using var fixture = new ChildFixture();
        var run = fixture.RunAsync(kind, Brief);
        await fixture.Channel.Arrived(1);
        fixture.Channel.Ask(Leaving.Stop);
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Obeyed>());
        AssertFamilyIsGone(fixture);
    }

    [TestCase("family")]
    [TestCase("frozen")]
    [TestCase("program")]
    [TestCase("own program")]
    [TestCase("fled")]
    [TestCase("fled orphan")]
    [TestCase("fled program")]
    [TestCase("own fled program")]
    public async Task Child_NodeIsKilled_EndsWithAllItStarted(string kind)
    {
        using var parent = Process.Start(new ProcessStartInfo(ChildFixture.Probe, ["parent", kind])
        {
            RedirectStandardOutput = true,
        })!;
        var child = await NumberAsync(parent);
        var descendant = await NumberAsync(parent);
        Assert.That(ChildFixture.IsAlive(child) && ChildFixture.IsAlive(descendant));
        parent.Kill(entireProcessTree: false);
        await parent.WaitForExitAsync();
        await ChildFixture.GoneAsync(child);
        await ChildFixture.GoneAsync(descendant);
    }

    private static async Task<int> NumberAsync(Process parent)
    {
        var line = await parent.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return int.Parse(line!, CultureInfo.InvariantCulture);
    }

    private static void AssertFamilyIsGone(ChildFixture fixture) => Assert.Multiple(() =>
    {
        Assert.That(ChildFixture.IsAlive(fixture.Process), Is.False);
        Assert.That(ChildFixture.IsAlive((int)fixture.Metric("descendant")), Is.False);
    });
}
