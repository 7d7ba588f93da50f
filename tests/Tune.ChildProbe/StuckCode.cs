using System.Diagnostics;
using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Trainables;

namespace Tune.ChildProbe;

/// <summary>Training code that does not go on, after one report.</summary>
internal static class StuckCode
{
    public static IEnumerable<TrainableDefinition> Definitions =>
    [
        Trainable.Function("hang", static (context, config) =>
        {
            context.Post(("pid", Environment.ProcessId));
            Wait();
        }),
        Trainable.Function("spin", static (context, config) =>
        {
            context.Post(("pid", Environment.ProcessId));
            while (true)
            {
            }
        }),
        Trainable.Function("freeze", static async (context, config) =>
        {
            // What was only posted may freeze along.
            await context.ReportAsync(("pid", Environment.ProcessId));
            DyingCode.Signal("STOP");
            Wait();
        }),
        new("family", static () => new Family(freezes: false)),
        new("frozen", static () => new Family(freezes: true)),
        new("fled", static () => new Fled("exec setsid sh -c 'trap \"\" TERM HUP; echo $$; exec sleep 1000'")),
        new("fled orphan", static () => new Fled("setsid sh -c 'trap \"\" TERM HUP; echo $$; exec sleep 1000' &")),
        Program,
        FledProgram,
        Trainable.Command("program-eats", "sh", "-c", """
            echo '{"tune":"report","metrics":{"pid":'$$'}}'
            all=$(head -c 600000000 /dev/zero | tr '\0' x)
            sleep 1000
            """.ReplaceLineEndings("\n")),
    ];

    /// <summary>A program with a descendant in a group of its own, which both ignore what can be ignored and write
    /// nothing.</summary>
    public static TrainableDefinition Program { get; } = Trainable.Command("program", "sh", "-c", """
        trap '' TERM HUP INT PIPE
        set -m
        sleep 1000 &
        echo '{"tune":"report","metrics":{"pid":'$$',"descendant":'$!'}}'
        wait
        """.ReplaceLineEndings("\n"));

    /// <summary>A program whose descendant has started a session of its own and lost its parents.</summary>
    public static TrainableDefinition FledProgram { get; } = Trainable.Command("fled program", "sh", "-c", """
        trap '' TERM HUP INT PIPE
        fled=$(python3 -c 'import subprocess
        print(subprocess.Popen(["sleep", "1000"], start_new_session=True, stdout=subprocess.DEVNULL).pid)')
        echo '{"tune":"report","metrics":{"pid":'$$',"descendant":'$fled'}}'
        sleep 1000
        """.ReplaceLineEndings("\n"));

    private static void Wait()
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne();
    }

    // Below the friendly layer, which would see the order to leave in its report.
    private sealed class Family(bool freezes) : ITrainable
    {
        public async Task<AttemptOutcome> RunAsync(
            TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation)
        {
            using var sleeper = Process.Start("sh", ["-c", "trap '' TERM HUP; sleep 1000"]);
            var metrics = MetricSet.Of(("pid", Environment.ProcessId), ("descendant", sleeper.Id));
            var answer = await channel.SendAsync(new TrialReport(1, 1, metrics, null), cancellation);
            if (freezes)
            {
                // What is only on its way may freeze along.
                await answer;
                DyingCode.Signal("STOP");
            }

            if (!assignment.Config.Has("leave"))
            {
                Wait();
            }

            return AttemptOutcome.Completed.Instance;
        }
    }

    private sealed class Fled(string script) : ITrainable
    {
        public async Task<AttemptOutcome> RunAsync(
            TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation)
        {
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script])
            {
                RedirectStandardOutput = true,
            })!;
            var line = await shell.StandardOutput.ReadLineAsync(cancellation);
            var descendant = int.Parse(line!, CultureInfo.InvariantCulture);
            var metrics = MetricSet.Of(("pid", Environment.ProcessId), ("descendant", descendant));
            await channel.SendAsync(new TrialReport(1, 1, metrics, null), cancellation);
            if (!assignment.Config.Has("leave"))
            {
                Wait();
            }

            return AttemptOutcome.Completed.Instance;
        }
    }
}
