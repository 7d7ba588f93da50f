using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tune.Chaos;

/// <summary>Kills a process and everything below it, as a power button would: no warning, all at once.</summary>
internal static partial class ProcessTree
{
    private const int SigKill = 9;

    public static void Kill(int root)
    {
        if (!OperatingSystem.IsLinux())
        {
            Process.GetProcessById(root).Kill(entireProcessTree: true);
            return;
        }

        foreach (var id in Below(root))
        {
            _ = SendSignal(id, SigKill);
        }
    }

    private static List<int> Below(int root)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && Parent(folder) is { } parent)
            {
                (children.TryGetValue(parent, out var list) ? list : children[parent] = []).Add(id);
            }
        }

        var all = new List<int> { root };
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(children.GetValueOrDefault(all[i]) ?? []);
        }

        return all;
    }

    private static int? Parent(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SendSignal(int processId, int signal);
}
