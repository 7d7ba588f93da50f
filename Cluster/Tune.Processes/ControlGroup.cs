using System.Diagnostics;
using System.Globalization;

namespace Tune.Processes;

/// <summary>
/// A group of processes that the kernel keeps (cgroup v2, on Linux): whoever is in it stays in it with all that it
/// starts, whatever session, parents or environment that has. There is one only where this process may make one.
/// </summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Processes = "cgroup.procs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(5);
    private static readonly Lazy<string?> s_own = new(Find);
    private static volatile bool s_isUnable;
    private readonly string _folder;

    private ControlGroup(string folder) => _folder = folder;

    /// <summary>The folder in which this process makes its groups; null if it cannot.</summary>
    public static string? Place => s_isUnable ? null : s_own.Value;

    /// <summary>Makes a group and moves a process into it; null where that is not possible.</summary>
    /// <param name="mark">Names the group.</param>
    /// <param name="process">The process; what it has started before stays outside.</param>
    public static ControlGroup? TryMake(ProcessMark mark, int process)
    {
        if (Place is not { } place)
        {
            return null;
        }

        var folder = Path.Combine(place, NameOf(mark));
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(
                Path.Combine(folder, Processes), process.ToString(CultureInfo.InvariantCulture));
            return new ControlGroup(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // One that has ended cannot be moved; that says nothing about the next one.
            s_isUnable = ProcessTable.Find(process) is not null;
            Remove(folder);
            return null;
        }
    }

    /// <summary>The name of the group that a mark stands for; the shell that watches knows it too.</summary>
    public static string NameOf(ProcessMark mark) => "tune-" + mark.Token;

    /// <summary>The numbers of all that is in it.</summary>
    public IEnumerable<int> Members() => Members(_folder);

    /// <summary>Ends all that is in it, at one stroke where the kernel can do that.</summary>
    public void Kill()
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, "cgroup.kill"), "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An older kernel: its members are ended one by one.
        }
    }

    /// <summary>Takes the group away once all that was in it is dead, which may take a moment.</summary>
    public void Dispose()
    {
        var started = Stopwatch.GetTimestamp();
        while (!Remove(_folder) && Stopwatch.GetElapsedTime(started) < Patience)
        {
            Thread.Sleep(Again);
        }
    }

    private static List<int> Members(string folder)
    {
        var members = new List<int>();
        try
        {
            members.AddRange(File.ReadLines(Path.Combine(folder, Processes))
                .Select(line => int.TryParse(line, CultureInfo.InvariantCulture, out var process) ? process : 0)
                .Where(process => process > 0));
            foreach (var below in Directory.EnumerateDirectories(folder))
            {
                members.AddRange(Members(below));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, and so nobody is in it.
        }

        return members;
    }

    // The kernel removes only a group without members, and only its folder.
    private static bool Remove(string folder)
    {
        try
        {
            foreach (var below in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            {
                Remove(below);
            }

            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is still dying in it.
            return false;
        }
    }

    private static string? Find()
    {
        try
        {
            if (!OperatingSystem.IsLinux()
                || File.ReadLines("/proc/self/cgroup").FirstOrDefault(
                    line => line.StartsWith("0::", StringComparison.Ordinal)) is not { } own)
            {
                return null;
            }

            foreach (var line in File.ReadLines("/proc/self/mountinfo"))
            {
                var fields = line.Split(' ');
                var dash = Array.IndexOf(fields, "-");
                if (dash > 4 && fields[dash + 1] == "cgroup2" && Below(fields[3], own[3..]) is { } path)
                {
                    var folder = Path.Combine(fields[4].Replace("\\040", " ", StringComparison.Ordinal), path);
                    return File.Exists(Path.Combine(folder, Processes)) ? folder : null;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is none that we may look at.
        }

        return null;
    }

    // What is mounted may be only a part of the whole, as in a container.
    private static string? Below(string root, string path)
    {
        var prefix = root == "/" ? "/" : root + "/";
        return path == root ? "" : path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : null;
    }
}
