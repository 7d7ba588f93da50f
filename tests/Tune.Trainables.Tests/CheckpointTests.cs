using Tune.Testing;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>Checkpoints as files: what is offered can be read back.</summary>
internal sealed class CheckpointTests
{
    private TrialFolder _folder = null!;

    [SetUp]
    public void Arrange() => _folder = new TrialFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task Bytes_WrittenAndRead_AreTheSame() =>
        Assert.That(
            (await Taken(Checkpoint.FromBytes("a/b", new byte[] { 1, 2, 3 }))).ReadBytes("a/b"),
            Is.EqualTo(new byte[] { 1, 2, 3 }));

    [Test]
    public async Task Text_WrittenAndRead_IsTheSame() =>
        Assert.That((await Taken(Checkpoint.FromText("t", "Grüße"))).ReadText("t"), Is.EqualTo("Grüße"));

    [Test]
    public async Task Json_WrittenAndRead_IsTheSame() =>
        Assert.That(
            (await Taken(Checkpoint.FromJson("s.json", new State(3, 0.1)))).ReadJson<State>("s.json"),
            Is.EqualTo(new State(3, 0.1)));

    [Test]
    public async Task Json_OfAnotherShape_IsRefusedWithTheFileNamed()
    {
        var restored = await Taken(Checkpoint.FromText("s.json", "[1,"));

        Assert.That(
            () => restored.ReadJson<State>("s.json"),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("'s.json' of the checkpoint of iteration 5"));
    }

    [Test]
    public async Task Folder_Copied_KeepsSubfoldersAndTheSource()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder.Path, "source", "sub"));
        File.WriteAllText(Path.Combine(source.FullName, "x"), "deep");

        var restored = await Taken(Checkpoint.FromFolder(source.Parent!.FullName));

        Assert.That(restored.ReadText("sub/x"), Is.EqualTo("deep"));
        Assert.That(File.Exists(Path.Combine(source.FullName, "x")));
    }

    [TestCase("link")]
    [TestCase("deep/link")]
    public void Folder_WithALinkInIt_IsRefused(string link)
    {
        var foreign = Directory.CreateDirectory(Path.Combine(_folder.Path, "foreign")).FullName;
        var source = Directory.CreateDirectory(Path.Combine(_folder.Path, "source", "deep")).Parent!.FullName;
        Directory.CreateSymbolicLink(Path.Combine(source, link), foreign);

        Assert.That(
            async () => await Taken(Checkpoint.FromFolder(source)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"'{link}' is a link"));
    }

    [Test]
    public async Task Folder_NamedByALink_IsCopied()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder.Path, "run-3")).FullName;
        File.WriteAllText(Path.Combine(source, "x"), "3");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "latest"), "run-3");

        var restored = await Taken(Checkpoint.FromFolder(Path.Combine(_folder.Path, "latest")));

        Assert.That(restored.ReadText("x"), Is.EqualTo("3"));
        Assert.That(File.Exists(Path.Combine(source, "x")));
    }

    [Test]
    public void Folder_WithAPipeInIt_IsRefused()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder.Path, "source")).FullName;
        InstalledProgram.Run("mkfifo", Path.Combine(source, "pipe"));

        Assert.That(
            async () => await Taken(Checkpoint.FromFolder(source)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("'pipe' is a named pipe"));
    }

    [Test]
    public void File_ThatIsAPipe_IsRefused()
    {
        var pipe = Path.Combine(_folder.Path, "pipe");
        InstalledProgram.Run("mkfifo", pipe);

        Assert.That(
            async () => await Taken(Checkpoint.FromFile(pipe)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("is a named pipe"));
    }

    [Test]
    public void File_ThatIsADevice_IsRefused() => Assert.That(
        async () => await Taken(Checkpoint.FromFile("/dev/zero")),
        Throws.TypeOf<CheckpointException>().With.Message.Contains("is a device"));

    [TestCase("mkfifo")]
    [TestCase("ln")]
    public void Function_ThatLeavesSomethingElseThanFiles_IsRefused(string how) => Assert.That(
        async () => await Taken(Checkpoint.From(folder =>
        {
            File.WriteAllText(Path.Combine(folder, "state"), "x");
            string[] words = how == "ln" ? ["-s", _folder.Path] : [];
            InstalledProgram.Run(how, [.. words, Path.Combine(folder, "odd")]);
        })),
        Throws.TypeOf<CheckpointException>().With.Message.Contains("'odd' is a "));

    [Test]
    public async Task File_NamedByALink_IsCopiedWithItsRights()
    {
        var source = Path.Combine(_folder.Path, "real");
        File.WriteAllText(source, "w");
        InstalledProgram.Run("chmod", "500", source);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "weights.bin"), "real");

        var restored = await Taken(Checkpoint.FromFile(Path.Combine(_folder.Path, "weights.bin")));

        Assert.That(restored.ReadText("weights.bin"), Is.EqualTo("w"));
        Assert.That(
            new FileInfo(restored.PathOf("weights.bin")).UnixFileMode,
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserExecute));
        Assert.That(new FileInfo(restored.PathOf("weights.bin")).LinkTarget, Is.Null);
    }

    [Test]
    public async Task File_Copied_KeepsItsName()
    {
        var source = Path.Combine(_folder.Path, "weights.bin");
        File.WriteAllText(source, "w");

        Assert.That((await Taken(Checkpoint.FromFile(source))).ReadText("weights.bin"), Is.EqualTo("w"));
    }

    [Test]
    public async Task Function_ThatIsAsynchronous_IsAwaited()
    {
        var restored = await Taken(Checkpoint.From(async folder =>
        {
            await Task.Yield();
            await File.WriteAllTextAsync(Path.Combine(folder, "late"), "here");
        }));

        Assert.That(restored.Has("late"));
        Assert.That(restored.Has("never"), Is.False);
    }

    [TestCase("../escape")]
    [TestCase("/etc/passwd")]
    [TestCase("")]
    public async Task Name_ThatLeadsOutOfTheFolder_IsRefused(string name)
    {
        var restored = await Taken(Checkpoint.FromText("t", "x"));

        Assert.That(() => restored.ReadText(name), Throws.ArgumentException);
    }

    private async Task<RestoredCheckpoint> Taken(Checkpoint checkpoint)
    {
        var folder = await CheckpointWriter.WriteAsync(checkpoint, _folder.Path, 5);
        return new RestoredCheckpoint(folder!, 5);
    }

    private sealed record State(int Epoch, double Loss);
}
