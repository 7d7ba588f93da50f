using System.Globalization;
using Tune.Files;

namespace Tune.Storage.Export;

/// <summary>A file that is there whole or not at all.</summary>
internal static class ExportFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes beside the place and renames when everything is on the disk.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var full = Path.GetFullPath(path);
        RequireFilePlace(full);
        var partial = $"{full}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.partial";
        File.Delete(partial);
        try
        {
            await using (var file = new FileStream(
                partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, full, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static void RequireFilePlace(string full)
    {
        if (Directory.Exists(full))
        {
            throw new IOException($"'{full}' is a folder; name a file to write.");
        }

        // A rename would put an ordinary file in the place of the device.
        PlainFile.RequirePlace(full);
        if (full.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new IOException($"'{full}' is a device; name an ordinary file to write.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new IOException($"The folder of '{full}' does not exist; make it or name another file.");
        }
    }
}
