using Microsoft.Win32.SafeHandles;
using Tune.Storage.Disks;

namespace Tune.Storage.Tests.Disks;

/// <summary>A disk that says what is asked of it before it is done: between any two of these a process may
/// die.</summary>
internal sealed class WatchedDisk(Action<string> before) : Disk
{
    /// <summary>Whether a file can have more than one name.</summary>
    public bool Links { get; init; } = true;

    public override SafeFileHandle Open(string path, FileMode mode)
    {
        before($"open {path}");
        return base.Open(path, mode);
    }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long at)
    {
        before("write");
        base.Write(file, bytes, at);
    }

    public override void Flush(SafeFileHandle file)
    {
        before("flush");
        base.Flush(file);
    }

    public override void Rename(string from, string to)
    {
        before($"rename {from} to {to}");
        base.Rename(from, to);
    }

    public override bool TryLink(string from, string to)
    {
        before($"link {from} to {to}");
        return Links && base.TryLink(from, to);
    }

    public override void Delete(string path)
    {
        before($"delete {path}");
        base.Delete(path);
    }

    public override void DeleteTree(string folder)
    {
        before($"delete all of {folder}");
        base.DeleteTree(folder);
    }

    public override void FlushFolder(string folder)
    {
        before($"flush {folder}");
        base.FlushFolder(folder);
    }
}
