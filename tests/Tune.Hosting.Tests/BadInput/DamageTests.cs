namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class DamageTests
{
    [Test]
    public async Task Resume_TrackingFileDamaged_IsMadeAgainAndSaid()
    {
        using var place = await InterruptedAsync("endless");
        var file = Path.Combine(place.Store, "tracking.db");
        Overwrite(file, 0, new byte[8192]);
        place.LetFinish();
        var end = await place.RunAsync("resume", "endless", "--json", "--no-plots");

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Error, Has.Some.Contains(file));
        await place.RequireNothingLostAsync("endless");
    }

    [Test]
    public async Task Resume_JournalTornAtItsEnd_CutsTheTornFrameAndSaysIt()
    {
        using var place = await InterruptedAsync("endless");
        var file = Journal(place);
        await using (var journal = new FileStream(file, FileMode.Append))
        {
            // What a power cut leaves: the beginning of a frame that nobody was told of.
            journal.Write([0x40, 0, 0, 0, 1, 2, 3]);
        }

        var doctor = await place.RunAsync("doctor");
        Assert.That(doctor.Exits(0).Out, Has.Some.Match(
            @"^endless: \d+ events, every frame whole but the last: 7 bytes at the end are an append that was cut"));

        place.LetFinish();
        var end = await place.RunAsync("resume", "endless", "--json", "--no-plots");

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Error, Has.Some.Contains(file).And.Some.Contains("7 bytes"));
        Assert.That((await place.RunAsync("doctor")).Exits(0).Out, Has.Some.EndsWith("events, every frame whole"));
        await place.RequireNothingLostAsync("endless");
    }

    [TestCase("flip")]
    [TestCase("half")]
    [TestCase("empty")]
    [TestCase("folder")]
    public async Task Resume_WhatWasAcknowledgedIsMissing_IsRefusedAndDoctorFails(string damage)
    {
        using var place = await InterruptedAsync("endless");
        var file = Journal(place);
        var bytes = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "flip":
                Overwrite(file, bytes.Length - 1, [(byte)(bytes[^1] ^ 1)]);
                break;
            case "folder":
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
                break;
            default:
                await File.WriteAllBytesAsync(file, damage == "half" ? bytes[..(bytes.Length / 2)] : []);
                break;
        }

        var doctor = await place.RunAsync("doctor");
        Assert.That(doctor.Exits(1).Out, Has.Some.StartsWith("endless: ").And.Some.Contains("is damaged"));
        var list = await place.RunAsync("list");
        Assert.That(list.Said, Does.Not.Contain("no experiment").And.Contain("is damaged"));
        var end = await place.RunAsync("resume", "endless", "--json");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(end.Error, Has.Some.StartsWith("error: ").And.Some.Contains("is damaged"));
        Assert.That(Directory.GetFiles(place.Store, "*.cut", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task Resume_JournalDamagedInTheMiddle_IsRefusedWithFileAndPlaceAndLeftAsItIs()
    {
        using var place = await InterruptedAsync("endless");
        var file = Journal(place);
        Overwrite(file, new FileInfo(file).Length / 2, [0xff, 0xff, 0xff, 0xff]);
        var before = await File.ReadAllBytesAsync(file);
        var end = await place.RunAsync("resume", "endless", "--json");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(end.Error, Has.Some.StartsWith("error: ").And.Some.Contains(file).And.Some.Match("(byte|offset) "));
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(before));

        var doctor = await place.RunAsync("doctor");
        Assert.That(doctor.Exits(1).Out, Has.Some.StartsWith("endless: ").And.Some.Contains(file));
    }

    [Test]
    public async Task Resume_CheckpointDamaged_NeverTrainsFromIt()
    {
        using var place = await InterruptedAsync("endless");
        var folder = Path.Combine(place.Store, "experiments", "endless", "checkpoints", "blobs");
        foreach (var file in Directory.GetFiles(folder))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Overwrite(file, 0, "x"u8.ToArray());
        }

        place.LetFinish();
        var end = await place.RunAsync("resume", "endless", "--json", "--no-plots");

        Assert.That(string.Join('\n', end.Out), Does.Contain("is damaged"));
        Assert.That(end.Done.GetProperty("trials").GetInt32(), Is.EqualTo(3));

        // The training code says so of a checkpoint that is not what its iteration saved.
        Assert.That(string.Join('\n', end.Out), Does.Not.Contain("The checkpoint is not that of iteration"));
        await place.RequireNothingLostAsync("endless");
    }

    private static string Journal(Workplace place) =>
        Directory.GetFiles(Path.Combine(place.Store, "experiments"), "*", SearchOption.AllDirectories)
            .Where(file => file.Contains("journal", StringComparison.Ordinal))
            .OrderBy(file => new FileInfo(file).Length).Last();

    private static void Overwrite(string file, long at, byte[] with)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.Position = at;
        stream.Write(with);
    }

    // Two trials have saved and left, with checkpoints to go on from.
    private static async Task<Workplace> InterruptedAsync(string experiment)
    {
        var place = new Workplace();
        var host = place.Start(experiment, "--json", "--slots", "2");
        await host.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":3,");
        host.Signal("INT");
        (await host.EndAsync()).Exits(130);
        return place;
    }
}
