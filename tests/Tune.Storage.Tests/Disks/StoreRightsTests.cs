using Tune.Engine.Ports;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Disks;

internal sealed class StoreRightsTests
{
    private readonly List<string> _said = [];
    private TempFolder _folder = null!;

    private string Store => _folder["store"];

    private UnixFileMode Mode
    {
        get => new DirectoryInfo(Store).UnixFileMode;
        set => InstalledProgram.Run("chmod", Convert.ToString((int)value, 8), Store);
    }

    [SetUp]
    public void Make()
    {
        _folder = new TempFolder();
        _said.Clear();
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Open_WhereNothingIs_MakesAFolderForItsOwnerAlone()
    {
        await OpenAsync();
        Assert.That(Mode, Is.EqualTo(Octal("700")));
        Assert.That(_said, Is.Empty);
    }

    [TestCase("777")]
    [TestCase("775")]
    [TestCase("755")]
    [TestCase("750")]
    public async Task Open_AnEmptyFolderThatOthersMayUse_IsNarrowedAndSaid(string mode)
    {
        Directory.CreateDirectory(Store);
        Mode = Octal(mode);

        await OpenAsync();

        Assert.That(Mode, Is.EqualTo(Octal("700")));
        Assert.That(_said.Single(), Does.Contain($"'{Store}'").And.Contain(mode).And.Contain("700"));
    }

    [TestCase("777", "755")]
    [TestCase("722", "700")]
    [TestCase("770", "750")]
    public async Task Open_AStoreThatOthersMayWriteTo_TakesThatAwayAndSaysSo(string mode, string narrowed)
    {
        await OpenAsync();
        Mode = Octal(mode);

        await OpenAsync();

        Assert.That(Mode, Is.EqualTo(Octal(narrowed)));
        Assert.That(_said.Single(), Does.Contain(mode).And.Contain(narrowed));
    }

    [Test]
    public async Task Open_AStoreThatWasOpenedUpForReading_IsLeftAsItIs()
    {
        await OpenAsync();
        Mode = Octal("755");

        await OpenAsync();

        Assert.That(Mode, Is.EqualTo(Octal("755")));
        Assert.That(_said, Is.Empty);
    }

    [Test]
    public void Open_AFolderOfOtherThingsThatOthersMayWriteTo_IsRefusedAndLeftAsItIs()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Store).FullName, "other"), "thing");
        Mode = Octal("777");

        Assert.That(OpenAsync, Throws.TypeOf<StorageException>().With.Message.Contains("others may write in it"));
        Assert.That(Mode, Is.EqualTo(Octal("777")));
        Assert.That(Directory.GetFileSystemEntries(Store), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Open_AFolderOfOtherThingsThatOthersMayLookInto_SaysSo()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Store).FullName, "other"), "thing");
        Mode = Octal("755");

        await OpenAsync();

        Assert.That(Mode, Is.EqualTo(Octal("755")));
        Assert.That(_said.Single(), Does.Contain("Others may look into"));
    }

    [Test]
    public void Open_AnEmptyFolderForEverybodysFiles_IsRefusedAndLeftAsItIs()
    {
        Directory.CreateDirectory(Store);
        Mode = Octal("1777");

        Assert.That(OpenAsync, Throws.TypeOf<StorageException>().With.Message.Contains("not this user's to narrow"));
        Assert.That(Mode, Is.EqualTo(Octal("1777")));
    }

    private static UnixFileMode Octal(string mode) => (UnixFileMode)Convert.ToInt32(mode, 8);

    private async Task OpenAsync()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options with { Notice = _said.Add });
    }
}
