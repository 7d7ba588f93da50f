using System.Globalization;
using System.Text;

namespace Tune.Processes;

/// <summary>The processes of this machine as Linux shows them under /proc; elsewhere nothing is known.</summary>
internal static class ProcessTable
{
    /// <summary>Whether this machine has such a table.</summary>
    public static bool Exists { get; } = OperatingSystem.IsLinux() && Directory.Exists("/proc/self");

    /// <summary>All processes that are not already dead.</summary>
    public static IReadOnlyList<Entry> Read() => Read(isDead: false);

    /// <summary>The children of this process that are dead and that nobody has waited for yet.</summary>
    public static IReadOnlyList<Entry> DeadChildren() =>
        [.. Read(isDead: true).Where(entry => entry.Parent == Environment.ProcessId)];

    /// <summary>One process; null if there is none of that number, or it is dead already.</summary>
    public static Entry? Find(int process)
    {
        Span<byte> buffer = stackalloc byte[1024];
        return Exists ? Parse(process, Content(PathOf(process, "stat"), buffer), isDead: false) : null;
    }

    /// <summary>Ends a process if it still is the one that was seen, and not another that was given its
    /// number.</summary>
    public static void Kill(Entry seen)
    {
        // Held by its descriptor, its number cannot become another's between the look and the signal.
        using var held = SystemCalls.Hold(seen.Process);
        if (Find(seen.Process) is { } now && now.IsSameAs(seen) && (held is null || !SystemCalls.KillHeld(held)))
        {
            SystemCalls.Signal(seen.Process, SystemCalls.KillSignal);
        }
    }

    /// <summary>What a process was started with, as the kernel keeps it; nothing if it has ended, or belongs to
    /// somebody else.</summary>
    public static byte[] EnvironmentOf(int process)
    {
        try
        {
            return File.ReadAllBytes(PathOf(process, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The resident memory of a process in bytes; 0 if it is gone.</summary>
    public static long ResidentBytes(int process)
    {
        Span<byte> buffer = stackalloc byte[256];
        var fields = Encoding.ASCII.GetString(Content(PathOf(process, "statm"), buffer)).Split(' ');
        return fields.Length > 1 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var pages)
            ? pages * Environment.SystemPageSize
            : 0;
    }

    private static string PathOf(int process, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}");

    private static List<Entry> Read(bool isDead)
    {
        var entries = new List<Entry>();
        if (!Exists)
        {
            return entries;
        }

        Span<byte> buffer = stackalloc byte[1024];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var process)
                && Parse(process, Content(folder + "/stat", buffer), isDead) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static Entry? Parse(int process, ReadOnlySpan<byte> stat, bool isDead)
    {
        // The name in brackets may contain anything, brackets and spaces too.
        var end = stat.LastIndexOf((byte)')');
        if (end < 0)
        {
            return null;
        }

        var fields = Encoding.ASCII.GetString(stat[(end + 1)..]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 3 && (fields[0] is "Z" or "X") == isDead
            ? new Entry(process, Number(fields[1]), Number(fields[2]), Number(fields[3]), Started(fields))
            : null;

        static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);

        static long Started(string[] fields)
        {
            const int place = 19;
            return fields.Length > place ? long.Parse(fields[place], CultureInfo.InvariantCulture) : 0;
        }
    }

    private static ReadOnlySpan<byte> Content(string path, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return buffer[..RandomAccess.Read(file, buffer, 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and now.
            return [];
        }
    }

    /// <summary>A living process, who started it, its group and its session, and when it was started, in ticks since
    /// the machine was.</summary>
    internal readonly record struct Entry(int Process, int Parent, int Group, int Session, long Started)
    {
        /// <summary>Whether both are one process: numbers are given again, but not with the same start.</summary>
        public bool IsSameAs(Entry other) => Process == other.Process && Started == other.Started;
    }
}
