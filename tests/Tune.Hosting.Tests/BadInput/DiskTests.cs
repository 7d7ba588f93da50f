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

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 16 * Mebibyte })]
    public async Task Run_DiskFillsUp_WaitsSaysSoAndGoesOnWhenThereIsRoom(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        using var place = new Workplace { Store = Path.Combine(disk.Folder, "store") };
        var host = place.Start("endless", "--json", "--no-plots");
        await host.LineAsync("\"iteration\":3,");
        var filler = Fill(disk);
        await host.LineAsync("The store takes nothing at the moment; trials wait and nothing is lost.");
        place.LetFinish();
        File.Delete(filler);
        var end = await host.EndAsync();

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(end.Error, Has.Some.Contains("bytes are free there"));
        await place.RequireNothingLostAsync("endless");
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
