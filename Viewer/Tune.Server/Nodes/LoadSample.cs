using System.Diagnostics;
using System.Globalization;

namespace Tune.Server.Nodes;

/// <summary>What was measured at one moment. Times count from the start of the machine or of the program.</summary>
/// <param name="At">When.</param>
/// <param name="Busy">How long all cores together had been busy; null where the system does not say.</param>
/// <param name="Idle">How long they had not.</param>
/// <param name="Own">How long this program had kept cores busy.</param>
/// <param name="UsedBytes">Memory in use; null where the system does not say.</param>
/// <param name="OwnBytes">Memory of this program.</param>
internal readonly record struct LoadSample(
    DateTimeOffset At, double? Busy, double? Idle, TimeSpan Own, long? UsedBytes, long OwnBytes)
{
    private const string CoresFile = "/proc/stat";

    /// <summary>How much memory the machine has; null where the system does not say.</summary>
    public static long? MemoryBytes { get; } = MachineLoad.BytesOf("MemTotal:");

    public static LoadSample Now(DateTimeOffset at)
    {
        using var own = Process.GetCurrentProcess();
        var (busy, idle) = Cores();
        return new LoadSample(
            at, busy, idle, own.TotalProcessorTime,
            MemoryBytes - MachineLoad.BytesOf("MemAvailable:"), own.WorkingSet64);
    }

    // user nice system idle iowait irq softirq steal: in hundredths of a second, which cancels out.
    private static (double? Busy, double? Idle) Cores()
    {
        var words = MachineLoad.First(CoresFile, line => line.StartsWith("cpu ", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(word => double.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? ticks : 0).ToArray();
        return words is not { Length: >= 5 } ? (null, null) : (words.Sum() - words[3] - words[4], words[3] + words[4]);
    }
}
