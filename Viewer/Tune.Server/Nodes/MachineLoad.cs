using System.Globalization;

namespace Tune.Server.Nodes;

/// <summary>How busy this machine is.</summary>
/// <param name="Load">Processes that wanted to run in the last minute; null where the system does not say.</param>
/// <param name="FreeBytes">Memory that could be had; null where the system does not say.</param>
internal readonly record struct MachineLoad(double? Load, long? FreeBytes)
{
    private const string LoadFile = "/proc/loadavg";
    private const string MemoryFile = "/proc/meminfo";

    public static MachineLoad Now() => new(
        Number(First(LoadFile, _ => true), 0),
        BytesOf("MemAvailable:"));

    /// <summary>A line about memory, in bytes; null where the system does not say.</summary>
    public static long? BytesOf(string line) => (long?)(1024 * Number(
        First(MemoryFile, each => each.StartsWith(line, StringComparison.Ordinal)), 1));

    /// <summary>The first line of a file that is as wanted; null if there is none, or no such file.</summary>
    public static string? First(string file, Func<string, bool> which)
    {
        try
        {
            return File.Exists(file) ? File.ReadLines(file).FirstOrDefault(which) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double? Number(string? line, int word) =>
        line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { } words && words.Length > word
        && double.TryParse(words[word], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
