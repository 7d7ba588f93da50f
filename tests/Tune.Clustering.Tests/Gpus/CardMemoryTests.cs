using Tune.Gpus;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Gpus;

[Platform("Linux")]
public sealed class CardMemoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task FreeAsync_NobodyOnTheCards_DoesNotWait()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").Holds(0, 7);
        using var driver = Opened.By(fake);

        var held = await CardMemory.Note(driver, driver.Cards, isAlone: false, new ManualClock())
            .FreeAsync([8], Patience);

        Assert.That(held, Is.Empty);
    }

    [Test]
    public async Task FreeAsync_MemoryComesBackLater_WaitsForIt()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b").Holds(1, 7);
        using var driver = Opened.By(fake);
        var clock = new ManualClock();
        var waiting = CardMemory.Note(driver, driver.Cards, isAlone: false, clock).FreeAsync([7], Patience);

        clock.Advance(TimeSpan.FromSeconds(1));
        var early = waiting.IsCompleted;
        fake.Free();
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Multiple(async () =>
        {
            Assert.That(early, Is.False);
            Assert.That(await waiting, Is.Empty);
        });
    }

    [Test]
    public async Task FreeAsync_MemoryNeverComesBack_NamesTheCards()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b").Holds(1, 7);
        using var driver = Opened.By(fake);
        var clock = new ManualClock();
        var waiting = CardMemory.Note(driver, driver.Cards, isAlone: false, clock).FreeAsync([7], Patience);

        clock.Advance(Patience);

        Assert.That(await waiting, Is.EqualTo([driver.Cards[1]]));
    }

    [Test]
    public async Task FreeAsync_DriverThatSaysNothing_IsNotWaitedFor()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").Holds(0, 7);
        using var driver = Opened.By(fake);
        fake.Fails("nvmlDeviceGetComputeRunningProcesses_v3", 15);

        var held = await CardMemory.Note(driver, driver.Cards, isAlone: false, new ManualClock())
            .FreeAsync([7], Patience);

        Assert.That(held, Is.Empty);
    }

    [Test]
    public async Task FreeAsync_NumbersOfAnotherNamespace_GoesByTheMemoryOfWholeCards()
    {
        using var fake = new FakeGpuDriver().With("GPU-a", total: 1000, used: 10);
        using var driver = Opened.By(fake);
        var clock = new ManualClock();
        var memory = CardMemory.Note(driver, driver.Cards, isAlone: true, clock);
        fake.Uses(0, 400);
        var waiting = memory.FreeAsync([7], Patience);

        clock.Advance(TimeSpan.FromSeconds(1));
        var early = waiting.IsCompleted;
        fake.Uses(0, 12);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Multiple(async () =>
        {
            Assert.That(early, Is.False);
            Assert.That(await waiting, Is.Empty);
        });
    }

    [Test]
    public async Task FreeAsync_PartOfACard_IsNotHeldUpByItsOtherUsers()
    {
        using var fake = new FakeGpuDriver().With("GPU-a", total: 1000, used: 10);
        using var driver = Opened.By(fake);
        var memory = CardMemory.Note(driver, driver.Cards, isAlone: false, new ManualClock());
        fake.Uses(0, 400);

        Assert.That(await memory.FreeAsync([7], Patience), Is.Empty);
    }
}
