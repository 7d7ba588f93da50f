using Tune.Engine.Trials;

namespace Tune.Trainables.Tests.Commands;

/// <summary>What a program may name as its checkpoint: a folder of plain files, below its own. All that is foreign here
/// was made for the test.</summary>
internal sealed class CommandCheckpointTests : CommandFixture
{
    private string _foreign = null!;

    [SetUp]
    public void MakeForeignFiles()
    {
        _foreign = Directory.CreateDirectory(Path.Combine(Folder.Path, "foreign", "sub")).Parent!.FullName;
        File.WriteAllText(Path.Combine(_foreign, "precious"), "mine");
        File.WriteAllText(Path.Combine(_foreign, "sub", "precious"), "mine");
    }

    [TearDown]
    public void NothingForeignIsGone()
    {
        Assert.That(File.ReadAllText(Path.Combine(_foreign, "precious")), Is.EqualTo("mine"));
        Assert.That(File.ReadAllText(Path.Combine(_foreign, "sub", "precious")), Is.EqualTo("mine"));
        Assert.That(Directory.GetFileSystemEntries(_foreign), Has.Length.EqualTo(2));
    }

    [TestCase("ln -s FOREIGN latest", "latest", "'latest' is a link")]
    [TestCase("ln -s FOREIGN up", "up/sub", "'up' is a link")]
    [TestCase("mkdir run; ln -s FOREIGN run/latest", "run/latest", "'latest' is a link")]
    [TestCase("mkdir run-3; echo 3 > run-3/state; ln -s run-3 latest", "latest", "'latest' is a link")]
    [TestCase("mkdir run; ln -s FOREIGN run/data", "run", "'data' is a link")]
    [TestCase("mkdir -p run/deep; ln -s FOREIGN/precious run/deep/state", "run", "'deep/state' is a link")]
    [TestCase("ln -s FOREIGN/precious state", "", "'state' is a link")]
    [TestCase("cd ..; rmdir checkpoint; ln -s FOREIGN checkpoint", "", "'checkpoint' is a link")]
    [TestCase("cd ..; rmdir checkpoint; ln -s FOREIGN checkpoint", "sub", "'checkpoint' is a link")]
    [TestCase("mkdir run; mkfifo run/state", "run", "'state' is a named pipe")]
    [TestCase("mkfifo state", "", "'state' is a named pipe")]
    [TestCase("mkfifo run", "run", "'run' is a named pipe")]
    [TestCase("echo 3 > run", "run", "'run' is a file")]
    public async Task Checkpoint_ThatIsNotPlainFiles_IsRefusedAndNothingIsMoved(string make, string name, string saying)
    {
        Assignment = Assignment with { Milestone = 1 };
        var outcome = await Shell($$"""
            cd "$TUNE_CHECKPOINT_DIR"; {{make.Replace("FOREIGN", _foreign, StringComparison.Ordinal)}}
            echo '{"tune":"report","metrics":{"loss":1},"checkpoint":"{{name}}"}'
            while :; do sleep 1000; done
            """);

        Failed(outcome, FailureKind.Contract, saying);
        Assert.That(Channel.Reports, Is.Empty);
    }

    [Test]
    public async Task Checkpoint_WithASocket_IsRefused()
    {
        Assignment = Assignment with { Milestone = 1 };
        var outcome = await Start(new CommandOptions
        {
            Program = "python3",
            Arguments =
            [
                "-c",
                """
                import os, socket, time
                os.chdir(os.environ["TUNE_CHECKPOINT_DIR"])
                socket.socket(socket.AF_UNIX).bind("s")
                print('{"tune":"report","metrics":{"loss":1},"checkpoint":true}', flush=True)
                time.sleep(1000)
                """,
            ],
        });

        Failed(outcome, FailureKind.Contract, "'s' is a socket");
    }

    [Test]
    public async Task Checkpoint_ThatIsALinkAndNotDue_IsRefusedToo()
    {
        var outcome = await Shell($$"""
            ln -s {{_foreign}} "$TUNE_CHECKPOINT_DIR/latest"
            echo '{"tune":"report","metrics":{"loss":1},"checkpoint":"latest"}'; sleep 1000
            """);

        Failed(outcome, FailureKind.Contract, "'latest' is a link");
    }

    [Test]
    public async Task Checkpoint_ThatWasNotDue_IsClearedWithItsNameOnly()
    {
        await Shell("""
            cd "$TUNE_CHECKPOINT_DIR"; mkdir -p runs/1/deep runs/2; echo 1 > runs/1/deep/state; echo 2 > runs/2/state
            echo '{"tune":"report","metrics":{"loss":1},"checkpoint":"runs/1"}'
            read -r answer; ls runs >&2
            """);

        Assert.That(Channel.Lines, Is.EqualTo(["2"]));
    }
}
