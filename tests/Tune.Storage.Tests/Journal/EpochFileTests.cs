using Tune.Engine.Experiments;
using Tune.Engine.Randomness;
using Tune.Storage.Disks;
using Tune.Storage.Journal;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

/// <summary>Whatever happens to the file: no number is given twice.</summary>
internal sealed class EpochFileTests
{
    // Before 1970 the clock has nothing to say, and the file alone must do.
    private static readonly DateTimeOffset s_never = DateTimeOffset.UnixEpoch;
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void TakeNext_Again_Rises()
    {
        for (var expected = 1; expected <= 5; expected++)
        {
            Assert.That(Take().Number, Is.EqualTo(expected));
        }
    }

    [Test]
    public void TakeNext_AfterAPowerCut_GivesNoneThatWasGiven([Range(1, 12)] int seed)
    {
        var disk = new PowerlessDisk();
        var given = new List<(int Steps, OwnerEpoch Epoch)>();
        var place = Directory.CreateDirectory(_folder["store"]).FullName;
        for (var i = 0; i < 6; i++)
        {
            var epoch = EpochFile.TakeNext(In(place), s_never, disk);
            given.Add((disk.Steps, epoch));
        }

        for (var steps = 0; steps <= disk.Steps; steps++)
        {
            var cut = Directory.CreateDirectory(_folder[$"cut-{steps}"]).FullName;
            disk.LayOut(steps, KeyedRandom.For((ulong)seed, "test/cut", steps), place, cut);
            var known = given.LastOrDefault(entry => entry.Steps <= steps).Epoch;
            Assert.That(EpochFile.TakeNext(In(cut), s_never, Disk.Real), Is.GreaterThan(known), $"after {steps} steps");
        }
    }

    [Test]
    public void TakeNext_OnADiskThatFailsAtAnyStep_GivesNoneThatWasGiven([Values] bool inTheMiddle)
    {
        for (var step = 1; ; step++)
        {
            var place = Directory.CreateDirectory(_folder[$"step-{step}"]).FullName;
            var disk = new FaultyDisk(step, forGood: true, inTheMiddle);
            var last = default(OwnerEpoch);
            try
            {
                for (var i = 0; i < 4; i++)
                {
                    last = EpochFile.TakeNext(In(place), s_never, disk);
                }
            }
            catch (IOException)
            {
                Assert.That(disk.HasFailed);
            }

            Assert.That(EpochFile.TakeNext(In(place), s_never, Disk.Real), Is.GreaterThan(last), $"step {step}");
            if (!disk.HasFailed)
            {
                Assert.That(step, Is.GreaterThan(8));
                return;
            }
        }
    }

    [TestCase("delete")]
    [TestCase("empty")]
    [TestCase("noise")]
    [TestCase("an old copy")]
    public void TakeNext_OfALostFile_RisesByTheClock(string loss)
    {
        var (first, later) = (DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UnixEpoch.AddDays(2));
        var path = In(_folder["store"]);
        Directory.CreateDirectory(_folder["store"]);
        EpochFile.TakeNext(In(_folder["store"]), first, Disk.Real);
        var old = File.ReadAllBytes(path);
        var last = Enumerable.Range(0, 5)
            .Select(_ => EpochFile.TakeNext(In(_folder["store"]), first, Disk.Real)).Last();
        switch (loss)
        {
            case "delete":
                File.Delete(path);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "noise":
                File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xA5, 1024)]);
                break;
            default:
                File.WriteAllBytes(path, old);
                break;
        }

        Assert.That(EpochFile.TakeNext(In(_folder["store"]), later, Disk.Real), Is.GreaterThan(last));
    }

    private static string In(string folder) => Path.Combine(folder, "epoch");

    private OwnerEpoch Take()
    {
        Directory.CreateDirectory(_folder["store"]);
        return EpochFile.TakeNext(In(_folder["store"]), s_never, Disk.Real);
    }
}
