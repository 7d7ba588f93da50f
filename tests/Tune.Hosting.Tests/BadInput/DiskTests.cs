using Tune.Testing;

namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class DiskTests
{
    private const long Mebibyte = 1 << 20;

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 16 * Mebibyte })]
    public async Task Run_StoreOnAReadOnlyDisk_NamesTheFolderAndWhatToDo(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        disk.MakeReadOnly(true);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var end = await place.RunAsync("good", "--json");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(end.Error, Has.Some.StartsWith("error: The store cannot be opened for writing: ")
            .And.Some.Contains(place.Store).And.Some.Contains("--store"));
    }

    [TestCaseSource(nameof(OnASmallDisk), new object[] { "endless" })]
    public async Task Run_DiskFillsUpBetweenCheckpoints_WaitsForRoomAndGoesOn(string experiment)
    {
        using var disk = SmallDisk.Of(16 * Mebibyte);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var host = place.Start(experiment, "--json", "--no-plots");
        await host.LineAsync("\"iteration\":3,");
        var filler = Fill(disk);

        // Whoever comes first is first to find no room: a trial that writes its checkpoint, the store that takes it in,
        // or the journal, whose answer trials may then wait for before they would save again.
        await host.LineAsync(
            "waits. There is no room on the disk for its checkpoint of iteration ",
            "waits. Its checkpoint cannot be stored.",
            "The store takes nothing at the moment; trials wait and nothing is lost.");
        place.LetFinish();
        File.Delete(filler);
        var end = await host.EndAsync();

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Said, Does.Not.Contain("\"attempt\":2").And.Not.Contain("broke"));
        RequireTrackingWasNotTakenForDamaged(place, end);
        await place.RequireNothingLostAsync(experiment);
    }

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 16 * Mebibyte })]
    public async Task Run_DiskFillsUp_WaitsSaysSoOnceAndGoesOnWhenThereIsRoom(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var host = place.Start("bare", "--json", "--no-plots");
        await host.LineAsync("\"iteration\":3,");
        var filler = Fill(disk);
        await host.LineAsync("The store takes nothing at the moment; trials wait and nothing is lost.");
        place.LetFinish();
        File.Delete(filler);
        var end = await host.EndAsync();

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Error, Has.Some.Contains("bytes are free there"));
        Assert.That(end.Error, Has.Exactly(1).Contains("The store takes nothing at the moment"));
        Assert.That(end.Error, Has.Exactly(1).Contains("The store takes events again"));
        Assert.That(end.Error, Has.None.Contains("cut off"), "its own half-written append is no damage");
        RequireTrackingWasNotTakenForDamaged(place, end);
        await place.RequireNothingLostAsync("bare");
    }

    [TestCaseSource(nameof(OnASmallDisk), new object[] { "bare" })]
    public async Task Signal_OnceOnAFullDisk_LeavesAfterAWhileAndLosesNothing(string experiment)
    {
        using var disk = SmallDisk.Of(16 * Mebibyte);

        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var host = place.Start(experiment, "--json", "--no-plots");
        await host.LineAsync("\"iteration\":3,");
        var filler = Fill(disk);
        await host.LineAsync("The store takes nothing at the moment; trials wait and nothing is lost.");
        host.Signal("TERM");
        var end = await host.EndAsync();

        Assert.That(end.Exits(130).State, Is.EqualTo("Interrupted"));
        Assert.That(end.Error, Has.Some.StartsWith(
            "could not leave in good order, leaving at once: There is no room to save what runs."));
        RequireTrackingWasNotTakenForDamaged(place, end);
        File.Delete(filler);
        place.LetFinish();
        Assert.That((await place.RunAsync("resume", experiment, "--json", "--no-plots")).Exits(0).State,
            Is.EqualTo("Finished"));
        await place.RequireNothingLostAsync(experiment);
    }

    [TestCaseSource(nameof(OnASmallDisk), new object[] { "fat" })]
    public async Task Run_CheckpointDoesNotFit_WaitsWithoutCountingItAgainstTheTrial(string experiment)
    {
        using var disk = SmallDisk.Of(16 * Mebibyte);

        // Room for one checkpoint, and while the next is written there are two.
        disk.Fill(leave: 2 * Mebibyte);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var host = place.Start(experiment, "--json", "--no-plots", "--slots", "1");
        await host.LineAsync("Trial 0 waits. There is no room on the disk for its checkpoint of iteration 2.");
        File.Delete(Path.Combine(disk.Folder, "filler"));
        var end = await host.EndAsync();

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Events.Count(line => line.GetProperty("event").GetString() == "report"), Is.EqualTo(8));
        Assert.That(end.Said, Does.Not.Contain("\"attempt\":2").And.Not.Contain("broke"));
        await place.RequireNothingLostAsync(experiment);
    }

    [TestCaseSource(nameof(OnASmallDisk), new object[] { "fat" })]
    public async Task Signal_OnceWhileACheckpointDoesNotFit_LeavesWithoutIt(string experiment)
    {
        using var disk = SmallDisk.Of(16 * Mebibyte);

        disk.Fill(leave: 2 * Mebibyte);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var host = place.Start(experiment, "--json", "--no-plots", "--slots", "1");
        await host.LineAsync("Trial 0 waits.");
        host.Signal("TERM");

        Assert.That((await host.EndAsync()).Exits(130).State, Is.EqualTo("Interrupted"));
        File.Delete(Path.Combine(disk.Folder, "filler"));
        var end = await place.RunAsync("resume", experiment, "--json", "--no-plots");
        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Done.GetProperty("reports").GetInt32(), Is.EqualTo(8));
        await place.RequireNothingLostAsync(experiment);
    }

    private static void RequireTrackingWasNotTakenForDamaged(Workplace place, HostEnd end)
    {
        Assert.That(end.Error, Has.None.Contains("damaged"));
        Assert.That(Directory.GetFiles(place.Store, "*.damaged"), Is.Empty);
    }

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 16 * Mebibyte })]
    public async Task Run_DiskIsFullAtTheStart_SaysHowMuchIsFree(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        disk.Fill(leave: 0);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var end = await place.RunAsync("good", "--json");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(end.Error, Has.Some.Contains("bytes are free there. Free some space"));
    }

    // On a thread and in a child process, where a small disk can be made.
    private static IEnumerable<TestCaseData> OnASmallDisk(string experiment) => SmallDisk.OrNone(16 * Mebibyte)
        .SelectMany(_ => new[] { experiment, experiment + "-child" }).Select(name => new TestCaseData(name));

    // The store writes meanwhile: that the last bytes went to it is as good.
    private static string Fill(SmallDisk disk)
    {
        try
        {
            return disk.Fill(leave: 0);
        }
        catch (IOException)
        {
            return Path.Combine(disk.Folder, "filler");
        }
    }

    [Test]
    public async Task Run_StoreIsAFile_SaysSo()
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(place.Store, "not a store");
        var end = await place.RunAsync("good");

        Assert.That(end.Exits(1).Error[0], Does.Contain($"The store '{place.Store}' is a file; a store is a folder."));
    }
}
