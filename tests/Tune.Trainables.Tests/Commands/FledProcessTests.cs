using System.Globalization;
using Tune.Engine.Trials;
using Tune.Processes;

namespace Tune.Trainables.Tests.Commands;

/// <summary>Processes that start a session of their own, and try harder still: nothing of a program outlives its
/// attempt, however that ends.</summary>
internal sealed class FledProcessTests : CommandFixture
{
    private const string Report = """echo '{"tune":"report","metrics":{"loss":1}}'""";
    private const string Session = "setsid sleep 1000 & echo $!";
    private const string Orphan = "sh -c 'setsid sleep 1000 & echo $!'";

    private const string Python = """
        python3 -c 'import subprocess; print(subprocess.Popen(["sleep", "1000"], start_new_session=True).pid)'
        """;

    // As daemons do: a session, a second fork, no files, and the first process gone.
    private const string Daemon = """
        python3 -c '
        import os, sys
        read, write = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.write(write, str(os.getpid()).encode())
                os.closerange(0, 256)
                os.execvp("sleep", ["sleep", "1000"])
            os._exit(0)
        os.wait()
        print(os.read(read, 20).decode())
        '
        """;

    [Test]
    public async Task Process_InASessionOfItsOwn_EndsWithTheProgram(
        [Values(Session, Orphan, Python, Daemon)] string start)
    {
        var outcome = await Shell($"{start}\n{Report}");

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        EndsSoon(Fled);
    }

    [Test]
    public async Task Process_InASessionOfItsOwn_EndsWithAProgramThatIsStopped(
        [Values(Session, Orphan, Python, Daemon)] string start)
    {
        Channel.Answer = _ => new(Leaving.Stop, 1);
        var outcome = await Shell(
            $"trap '' TERM\n{start}\n{Report}\nwhile :; do sleep 1000; done", grace: TimeSpan.FromMilliseconds(200));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        EndsSoon(Fled);
    }

    [Test]
    public async Task Process_InASessionOfItsOwn_EndsWithAnAttemptThatIsKilled(
        [Values(Session, Orphan, Python, Daemon)] string start)
    {
        using var kill = new CancellationTokenSource();
        var run = Shell($"trap '' TERM\n{start}\n{Report}\nwhile :; do sleep 1000; done", kill: kill.Token);
        await Channel.Arrived(1);
        await kill.CancelAsync();

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
        EndsSoon(Fled);
    }

    [Test]
    public async Task Process_OfAProgramThatCrashes_EndsToo()
    {
        Failed(await Shell($"{Daemon}\n{Report}\nkill -KILL $$"), FailureKind.Crash, "SIGKILL");
        EndsSoon(Fled);
    }

    [Test]
    public async Task Process_WithoutAnEnvironmentButWithItsParent_EndsWithTheProgram()
    {
        Channel.Answer = _ => new(Leaving.Stop, 1);
        await Shell(
            $"trap '' TERM\nenv -i setsid sleep 1000 & echo $!\n{Report}\nwhile :; do sleep 1000; done",
            grace: TimeSpan.FromMilliseconds(200));

        EndsSoon(Fled);
    }

    [TestCaseSource(nameof(KernelGroups))]
    public async Task Process_WithoutEnvironmentAndParents_EndsWithTheProgram(string place)
    {
        await Shell($"env -i {Daemon.TrimStart()}\ngrep ^0:: /proc/self/cgroup\n{Report}");

        EndsSoon(Fled);
        var group = Path.Combine(place, Path.GetFileName(Channel.Lines[1]));
        Assert.That(Path.GetFileName(group), Does.StartWith("tune-"));
        Assert.That(Directory.Exists(group), Is.False, "no group is left behind");
    }

    [Test]
    public async Task Process_ThatIsNoneOfTheProgram_IsLeftAlone()
    {
        using var bystander = System.Diagnostics.Process.Start("setsid", ["sleep", "1000"]);
        try
        {
            await Shell($"{Session}\n{Report}");

            EndsSoon(Fled);
            Assert.That(IsAlive(bystander.Id));
        }
        finally
        {
            bystander.Kill();
        }
    }

    private static IEnumerable<TestCaseData> KernelGroups()
    {
        if (ControlGroup.Place is { } place)
        {
            yield return new TestCaseData(place);
        }
        else
        {
            TestContext.Progress.WriteLine("No test of the kernel's groups: no cgroup v2 may be written to here.");
        }
    }

    private int Fled => int.Parse(Channel.Lines[0], CultureInfo.InvariantCulture);
}
