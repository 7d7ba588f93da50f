using System.Diagnostics;
using Tune.Engine.Ports;
using Tune.Trainables;

namespace Tune.ChildProbe;

/// <summary>Training code that does not go on, after one report.</summary>
internal static class StuckCode
{
    public static IEnumerable<TrainableDefinition> Definitions =>
    [
        Trainable.Function("hang", static (context, config) =>
        {
            context.Report(("pid", Environment.ProcessId));
            Wait();
        }),
        Trainable.Function("spin", static (context, config) =>
        {
            context.Report(("pid", Environment.ProcessId));
            while (true)
            {
            }
        }),
        Trainable.Function("freeze", static (context, config) =>
        {
            context.Report(("pid", Environment.ProcessId));
            DyingCode.Signal("STOP");
            Wait();
        }),
        Trainable.Function("family", static (context, config) =>
        {
            using var sleeper = Sleep("trap '' TERM HUP; sleep 1000");
            context.Report(("pid", Environment.ProcessId), ("descendant", sleeper.Id));
            if (config.Has("leave"))
            {
                return;
            }

            Wait();
        }),
    ];

    private static void Wait()
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne();
    }

    private static Process Sleep(string script) => Process.Start("sh", ["-c", script]);
}
