using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Testing;
using Tune.Trainables.Commands;

namespace Tune.Trainables.Tests.Commands;

/// <summary>One attempt whose program is a shell script.</summary>
internal abstract class CommandFixture : TrialFixture
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SetUp]
    public void NeedAShell() => InstalledProgram.PathOrSkip("sh", "dash");

    protected Task<AttemptOutcome> Shell(
        string script, TimeSpan? grace = null, CancellationToken kill = default) =>
        Start(
            new CommandOptions
            {
                Program = "sh",
                Arguments = ["-c", script.ReplaceLineEndings("\n")],
                StopGrace = grace ?? Patience,
            },
            kill);

    protected Task<AttemptOutcome> Start(CommandOptions options, CancellationToken kill = default) =>
        Run(Trainable.Command("some", options), kill);

    protected static bool IsAlive(int process)
    {
        try
        {
            // The third field is the state; a zombie has ended and only waits to be counted.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    protected static void EndsSoon(int process) =>
        Assert.That(SpinWait.SpinUntil(() => !IsAlive(process), Patience), $"Process {process} still runs.");
}
