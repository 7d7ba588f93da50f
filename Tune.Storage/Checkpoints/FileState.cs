using Microsoft.Win32.SafeHandles;
using Tune.Files;

namespace Tune.Storage.Checkpoints;

/// <summary>By what one sees, without reading it, that a file is as it was.</summary>
internal sealed record FileState(ulong Number, long Length, long Ticks)
{
    /// <summary>Of the very file that is open, whatever has its name by now.</summary>
    public static FileState Of(SafeFileHandle file) => new(
        FileFacts.Of(file).Number, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks);

    /// <summary>Of what has a name; null if nothing has.</summary>
    public static FileState? Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new FileState(FileFacts.Of(path).Number, file.Length, file.LastWriteTimeUtc.Ticks)
            : null;
    }
}
