using System.Diagnostics;
using System.Runtime.InteropServices;
using Tune.Engine.Ports;
using Tune.Trainables;

namespace Tune.ChildProbe;

/// <summary>Training code that ends its process in one way or another, after one report.</summary>
internal static class DyingCode
{
    public static IEnumerable<TrainableDefinition> Definitions =>
    [
        Dying("throw", static () => throw new InvalidOperationException("The loss went through the roof.")),
        Dying("fail-fast", static () => Environment.FailFast("enough is enough")),
        Dying("exit", static () => Environment.Exit(3)),
        Dying("kill", static () => Signal("KILL")),
        Dying("segfault", static () => _ = Length(new IntPtr(16))),
        Dying("eat", Eat),
        Dying("shut", static () =>
        {
            const int both = 2;
            for (var file = 3; file < 1024; file++)
            {
                _ = Shut(file, both);
            }
        }),
    ];

    private static TrainableDefinition Dying(string name, Action end) =>
        Trainable.Function(name, async (context, config) =>
        {
            Console.WriteLine("so far all is well");
            await context.ReportAsync(("pid", Environment.ProcessId));
            end();
            await new TaskCompletionSource().Task;
        });

    public static void Signal(string name)
    {
        using var process = Process.Start("kill", ["-" + name, $"{Environment.ProcessId}"]);
        process.WaitForExit();
    }

    // A fault in native code is what the runtime cannot turn into an exception.
    [DllImport("libc", EntryPoint = "strlen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Length(IntPtr text);

    [DllImport("libc", EntryPoint = "shutdown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Shut(int file, int how);

    private static void Eat()
    {
        var eaten = new List<byte[]>();
        while (true)
        {
            var more = new byte[16 * 1024 * 1024];
            Array.Fill(more, (byte)1);
            eaten.Add(more);
        }
    }
}
