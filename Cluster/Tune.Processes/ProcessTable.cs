using System.Globalization;
using System.Text;

namespace Tune.Processes;

/// <summary>The processes of this machine as Linux shows them under /proc; elsewhere nothing is known.</summary>
internal static class ProcessTable
{
    /// <summary>Whether this machine has such a table.</summary>
    public static bool Exists { get; } = OperatingSystem.IsLinux() && Directory.Exists("/proc/self");

    /// <summary>All processes that are not already dead.</summary>
    public static IReadOnlyList<Entry> Read()
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
                && Parse(process, Content(folder + "/stat", buffer)) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>The resident memory of a process in bytes; 0 if it is gone.</summary>
    public static long ResidentBytes(int process)
    {
        Span<byte> buffer = stackalloc byte[256];
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/statm");
        var fields = Encoding.ASCII.GetString(Content(path, buffer)).Split(' ');
        return fields.Length > 1 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var pages)
            ? pages * Environment.SystemPageSize
            : 0;
    }

    private static Entry? Parse(int process, ReadOnlySpan<byte> stat)
    {
        // The name in brackets may contain anything, brackets and spaces too.
        var end = stat.LastIndexOf((byte)')');
        if (end < 0)
        {
            return null;
        }

        var fields = Encoding.ASCII.GetString(stat[(end + 1)..]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 3 && fields[0] is not ("Z" or "X")
            ? new Entry(process, Number(fields[1]), Number(fields[2]), Number(fields[3]))
            : null;

        static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
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

    /// <summary>A living process, who started it, its group and its session.</summary>
    internal readonly record struct Entry(int Process, int Parent, int Group, int Session);
}
