using Tune.Gpus;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Gpus;

[Platform("Linux")]
public sealed class GpuDriverTests
{
    [Test]
    public void TryOpen_NoLibrary_SaysThatThereIsNoDriver()
    {
        using var driver = GpuDriver.TryOpen(out var why, "/nowhere/libnvidia-ml.so.1");

        Assert.Multiple(() =>
        {
            Assert.That(driver, Is.Null);
            Assert.That(why, Is.EqualTo(
                "There is no NVIDIA driver: /nowhere/libnvidia-ml.so.1 cannot be loaded."));
        });
    }

    [Test]
    public void TryOpen_DriverThatDoesNotBegin_SaysWhatItSaid()
    {
        using var fake = new FakeGpuDriver().Fails("nvmlInit_v2", 9);

        using var driver = GpuDriver.TryOpen(out var why, fake.Library);

        Assert.Multiple(() =>
        {
            Assert.That(driver, Is.Null);
            Assert.That(why, Is.EqualTo(
                "The NVIDIA driver does not work: NVML was asked to begin and said Driver Not Loaded (9)."));
        });
    }

    [Test]
    public void Cards_SomeOnTheMachine_AreListedByNumber()
    {
        using var fake = new FakeGpuDriver()
            .With("GPU-a", total: 150_000_000_000).With("GPU-b", "NVIDIA L4", total: 24_000);

        using var driver = Opened.By(fake);

        Assert.Multiple(() =>
        {
            Assert.That(driver.Version, Is.EqualTo("570.86.15"));
            Assert.That(driver.Cards, Is.EqualTo(
            [
                new GpuCard(0, "GPU-a", "NVIDIA H200", 150_000_000_000), new GpuCard(1, "GPU-b", "NVIDIA L4", 24_000),
            ]));
        });
    }

    [Test]
    public void Cards_OneFellOffTheBus_TheOthersKeepTheirNumbers()
    {
        using var fake = new FakeGpuDriver().With("GPU-a", gone: true).With("GPU-b");

        using var driver = Opened.By(fake);

        Assert.That(driver.Cards, Is.EqualTo([new GpuCard(1, "GPU-b", "NVIDIA H200", 1000)]));
    }

    [Test]
    public void Cards_OneIsCutUp_ItsPartsStandForIt()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b")
            .With("MIG-1", "NVIDIA H200 MIG 1g.18gb", total: 18, parent: 0)
            .With("MIG-2", "NVIDIA H200 MIG 2g.35gb", total: 35, parent: 0);

        using var driver = Opened.By(fake);

        Assert.That(driver.Cards, Is.EqualTo(
        [
            new GpuCard(0, "MIG-1", "NVIDIA H200 MIG 1g.18gb", 18),
            new GpuCard(0, "MIG-2", "NVIDIA H200 MIG 2g.35gb", 35),
            new GpuCard(1, "GPU-b", "NVIDIA H200", 1000),
        ]));
    }

    [Test]
    public void Load_CardAtWork_IsInBytesSharesAndWatts()
    {
        using var fake = new FakeGpuDriver().With("GPU-a", total: 1000, used: 250, percent: 75, milliwatts: 350_500,
            celsius: 61);
        using var driver = Opened.By(fake);

        Assert.That(driver.Load(driver.Cards[0]), Is.EqualTo(
            new GpuLoad(250, 1000) { Utilisation = 0.75, Watts = 350.5, Celsius = 61 }));
    }

    [Test]
    public void Load_PartOfACard_LeavesOutWhatIsNotKnownOfIt()
    {
        using var fake = new FakeGpuDriver().With("GPU-a")
            .With("MIG-1", total: 18, used: 1, percent: -1, milliwatts: -1, celsius: -1, parent: 0);
        using var driver = Opened.By(fake);

        Assert.That(driver.Load(driver.Cards[0]), Is.EqualTo(new GpuLoad(1, 18)));
    }

    [Test]
    public void Load_CardLostMeanwhile_Throws()
    {
        using var fake = new FakeGpuDriver().With("GPU-a");
        using var driver = Opened.By(fake);
        fake.Fails("nvmlDeviceGetMemoryInfo", 15);

        Assert.That(() => driver.Load(driver.Cards[0]), Throws.TypeOf<GpuException>()
            .With.Message.EqualTo("NVML was asked the memory of a card and said Unknown Error (15)."));
    }

    [Test]
    public void Processes_MoreThanTheFirstQuestionHasRoomFor_AreAllNamed()
    {
        var all = Enumerable.Range(100, 40).ToArray();
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b").Holds(1, all);
        using var driver = Opened.By(fake);

        Assert.Multiple(() =>
        {
            Assert.That(driver.Processes(driver.Cards[0]), Is.Empty);
            Assert.That(driver.Processes(driver.Cards[1]), Is.EqualTo(all));
        });
    }
}
