namespace Tune.Hosting.Tests.BadInput;

/// <summary>A program is killed after a snapshot, once; each test goes on from a copy of what it has left.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SnapshotKillTests
{
    private Workplace _left = null!;

    [OneTimeSetUp]
    public async Task Kill()
    {
        var place = _left = new Workplace();
        var first = place.Start("bare", "--json", "--slots", "2");
        await first.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":400,");
        Assert.That(File.Exists(place.Snapshot("bare")), Is.False, "it is not due yet");
        first.Signal("INT");
        (await first.EndAsync()).Exits(130);
        Assert.That(File.Exists(place.Snapshot("bare")));

        var second = place.Start("resume", "bare", "--json", "--slots", "2");
        await second.LineAsync("\"trial\":1,\"attempt\":2,\"sequence\":50,");
        second.Signal("KILL");
        await second.EndAsync();
    }

    [OneTimeTearDown]
    public void Remove() => _left.Dispose();

    [TestCase("whole")]
    [TestCase("damaged")]
    [TestCase("cut")]
    [TestCase("gone")]
    public async Task Resume_AfterASnapshot_GoesOnExactlyWhateverBecomesOfIt(string snapshot)
    {
        using var place = _left.Copy();
        Damage(place.Snapshot("bare"), snapshot);
        var before = await place.RequireNothingLostAsync("bare");
        var said = (await place.RunAsync("doctor", "bare", "--replay")).Exits(0).Said;
        Assert.That(said, Does.Contain("decided again: identical"));
        Assert.That(said.Contains("agrees with the journal"), Is.EqualTo(snapshot == "whole"), said);

        await place.RequireGoesOnAsync("bare", before);
        said = (await place.RunAsync("doctor", "bare", "--replay")).Exits(0).Said;
        Assert.That(said, Does.Contain("decided again: identical"));
        if (snapshot != "whole")
        {
            Assert.That(said, Does.Contain("agrees with the journal"), "another one has taken its place");
        }
    }

    private static void Damage(string path, string how)
    {
        if (how == "gone")
        {
            File.Delete(path);
        }
        else if (how != "whole")
        {
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= (byte)(how == "damaged" ? 1 : 0);
            File.WriteAllBytes(path, how == "cut" ? bytes[..(bytes.Length / 2)] : bytes);
        }
    }
}
