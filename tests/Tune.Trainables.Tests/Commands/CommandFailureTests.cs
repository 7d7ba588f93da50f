using Tune.Engine.Trials;

namespace Tune.Trainables.Tests.Commands;

/// <summary>What becomes of programs that go wrong.</summary>
internal sealed class CommandFailureTests : CommandFixture
{
    [Test]
    public async Task ExitCode_OtherThanZero_FailsWithTheLastLines()
    {
        var outcome = await Shell("echo one; echo 'no such file' >&2; exit 3");

        Failed(outcome, FailureKind.Exception, "sh exited with code 3");
        Assert.That(((AttemptOutcome.Failed)outcome).LogTail.Split('\n'), Is.EquivalentTo(["one", "no such file"]));
    }

    [TestCase("SEGV", "SIGSEGV")]
    [TestCase("KILL", "SIGKILL")]
    [TestCase("ABRT", "SIGABRT")]
    public async Task Signal_FromOutside_IsACrash(string signal, string named) =>
        Failed(await Shell($"kill -{signal} $$"), FailureKind.Crash, named);

    [TestCase("no-such-program-here", "'no-such-program-here' was not found on the PATH")]
    [TestCase("./no-such-program", "does not exist below")]
    public async Task Program_ThatIsNotThere_BreaksTheContract(string program, string saying) =>
        Failed(await Start(new CommandOptions { Program = program }), FailureKind.Contract, saying);

    [Test]
    public async Task WorkingDirectory_ThatIsNotThere_BreaksTheContract() => Failed(
        await Start(new CommandOptions { Program = "sh", WorkingDirectory = "/no/such" }),
        FailureKind.Contract, "'/no/such' does not exist");

    [TestCase("""{"tune":"report"}""", "without \"metrics\"")]
    [TestCase("""{"tune":"reprot","metrics":{}}""", "the kinds are \"report\"")]
    [TestCase("""{"tune":"report","metrics":{"loss":"low"}}""", "'loss' as \"low\"")]
    [TestCase("""{"tune":"report","metrics":{"loss":1,"loss":2}}""", "given twice")]
    [TestCase("""{"tune":"report","metrics":{"loss":1},"iteration":1.5}""", "iteration 1.5")]
    [TestCase("""{"tune":"report","metrics":{"loss":1},"iteration":0}""", "must rise")]
    [TestCase("""{"tune":"report","metrics":{"loss":1},"checkpoint":3}""", "checkpoint 3")]
    [TestCase("""{"tune":"report","metrics":{"loss":1},"checkpoint":"gone"}""", "no such folder")]
    [TestCase("""{"tune":"report","metrics":{"loss":1}""", "not JSON")]
    public async Task Message_ThatBreaksTheRules_EndsTheProgram(string line, string saying)
    {
        var outcome = await Shell($"echo '{line}'; while :; do sleep 1000; done");

        Failed(outcome, FailureKind.Contract, saying);
        Assert.That(Channel.Reports, Is.Empty);
        Assert.That(Channel.Lines, Has.Some.EqualTo(line), "the line itself is in the log");
    }

    [Test]
    public async Task Message_WithACheckpointOutsideTheFolder_IsRefused() => Failed(
        await Shell("""echo '{"tune":"report","metrics":{"loss":1},"checkpoint":"../.."}'; sleep 1000"""),
        FailureKind.Contract, "must be the name of a folder in TUNE_CHECKPOINT_DIR");

    [Test]
    public async Task Output_WithoutEnd_IsThinnedAndCostsNothing()
    {
        var outcome = await Shell("""
            yes 'a line that says nothing and is repeated' | head -c 50000000
            head -c 50000000 /dev/zero | tr '\0' x
            echo; echo the last words; echo '{"tune":"report","metrics":{"loss":1}}'; exit 1
            """);

        Failed(outcome, FailureKind.Exception, "the last words");
        Assert.That(Channel.Reports, Has.Count.EqualTo(1), "reports are never thinned");
        Assert.That(Channel.Lines.Sum(line => (long)line.Length), Is.LessThan(4_000_000));
        Assert.That(Channel.Lines, Has.Some.Contains("left out"));
        Assert.That(((AttemptOutcome.Failed)outcome).LogTail, Has.Length.LessThanOrEqualTo(16 * 1024));
    }

    [Test]
    public void Options_ThatAreNotAllowed_AreRefused()
    {
        Assert.That(() => Trainable.Command("some", " "), Throws.ArgumentException.With.Message.Contains("Program"));
        var some = new CommandOptions { Program = "sh" };
        foreach (var (options, named) in (IEnumerable<(CommandOptions, string)>)
        [
            (some with { StopGrace = TimeSpan.Zero }, "StopGrace is 00:00:00"),
            (some with { StopGrace = TimeSpan.MaxValue }, "at most 24 days"),
            (some with { Arguments = ["a", "b\0c"] }, "Arguments"),
            (some with { Environment = new Dictionary<string, string> { ["a=b"] = "c" } }, "'a=b'"),
        ])
        {
            Assert.That(
                () => Trainable.Command("some", options), Throws.ArgumentException.With.Message.Contains(named));
        }
    }
}
