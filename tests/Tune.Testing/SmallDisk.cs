using System.Diagnostics;
using NUnit.Framework;

namespace Tune.Testing;

/// <summary>
/// A file system of its own in memory: to be filled up, or made read-only. Only root can make one; a test names it
/// with <c>[TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { size })]</c> and takes the
/// size; where none can be made there is no such test, instead of one that is skipped.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private readonly bool _isMounted;

    private SmallDisk(long bytes)
    {
        Folder = Directory.CreateTempSubdirectory("tune-disk-").FullName;
        _isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", Folder);
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>One test case with the size where a small disk can be made, and none elsewhere.</summary>
    public static IEnumerable<TestCaseData> OrNone(long bytes)
    {
        using var probe = new SmallDisk(1 << 16);
        if (probe._isMounted)
            return [new TestCaseData(bytes)];
        TestContext.Progress.WriteLine("No tests on a small disk: only root can mount one (tmpfs, by 'mount').");
        return [];
    }

    /// <summary>Makes one.</summary>
    /// <param name="bytes">Its size.</param>
    public static SmallDisk Of(long bytes)
    {
        var disk = new SmallDisk(bytes);
        return disk._isMounted ? disk : throw new InvalidOperationException("A small disk cannot be mounted here.");
    }

    /// <summary>Fills it with one file.</summary>
    /// <param name="leave">How many bytes to leave free, about.</param>
    /// <returns>The file; delete it to have room again.</returns>
    public string Fill(long leave)
    {
        var path = Path.Combine(Folder, "filler");
        using var file = File.Create(path);
        file.SetLength(0);
        var free = new DriveInfo(Folder).AvailableFreeSpace - leave;
        file.Write(new byte[Math.Max(0, free)]);
        return path;
    }

    /// <summary>Allows no more writing, or allows it again.</summary>
    public void MakeReadOnly(bool isReadOnly) =>
        Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Folder);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_isMounted)
            Run("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
