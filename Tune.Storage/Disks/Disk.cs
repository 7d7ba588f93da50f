using Microsoft.Win32.SafeHandles;
using Tune.Engine.Ports;
using Tune.Files;

namespace Tune.Storage.Disks;

/// <summary>What the store asks of the file system, at the few places where it matters that it is done in full and in
/// order. Overridden where a test makes a disk fail.</summary>
internal class Disk
{
    /// <summary>The file system as it is.</summary>
    public static Disk Real { get; } = new();

    /// <summary>Opens a file to write to at given places, for this process alone to write.</summary>
    public virtual SafeFileHandle Open(string path, FileMode mode) =>
        StoreFile.OpenWrite(path, mode, FileShare.Read | FileShare.Delete);

    /// <summary>Writes at a place.</summary>
    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long at) =>
        RandomAccess.Write(file, bytes, at);

    /// <summary>Makes what was written survive a power cut.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <summary>Cuts a file.</summary>
    public virtual void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Renames a file or a folder within its file system; a file of the new name is replaced.</summary>
    public virtual void Rename(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }

    /// <summary>Gives a file a further name; false where it can have none there.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public virtual bool TryLink(string from, string to) => HardLink.TryMake(from, to);

    /// <summary>Takes a file's name away.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Deletes a folder with all that is in it.</summary>
    public virtual void DeleteTree(string folder) => FolderTree.Delete(folder);

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    public virtual void FlushFolder(string folder) => UnixFolder.Flush(folder);

    /// <summary>Makes a folder and whatever is missing above it, durably.</summary>
    public void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            MakeFolder(parent);
        }

        Directory.CreateDirectory(folder);
        if (parent is not null)
        {
            FlushFolder(parent);
        }
    }

    /// <summary>Puts a small file in place as a whole: after a crash the old one is there or the new one.</summary>
    public void Replace(string path, params IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var fresh = path + ".new";
        using (var file = Open(fresh, FileMode.Create))
        {
            Write(file, content, 0);
            Flush(file);
        }

        Rename(fresh, path);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>What to tell people when a file could not be written.</summary>
    public static StorageException Explain(string path, string what, Exception cause)
    {
        var free = FreeBytes(path);
        var room = free is null ? "" : $" {free:N0} bytes are free there.";
        var isFull = SystemError.IsFullDisk(cause);
        var why = isFull ? "there is no room on the disk" : cause.Message.TrimEnd('.');
        var advice = isFull || free < 1 << 20
            ? "Free some space: nothing that was acknowledged is lost."
            : cause is UnauthorizedAccessException || SystemError.IsReadOnly(cause)
                ? "Give this user the right to write there, or choose another folder with --store."
                : "Check the disk, then resume: nothing that was acknowledged is lost.";
        var kind = isFull ? StorageFault.Full : SystemError.IsInUse(cause) ? StorageFault.Busy : StorageFault.Other;
        return new StorageException(kind, $"{what} '{path}': {why}.{room} {advice}", cause);
    }

    /// <summary>How much room this disk has; null if that cannot be said.</summary>
    public virtual long? Free(string path) => FreeBytes(path);

    /// <summary>How much room there is; null if that cannot be said.</summary>
    public static long? FreeBytes(string path)
    {
        try
        {
            var there = path;
            while (!Directory.Exists(there))
            {
                there = Path.GetDirectoryName(there) ?? Path.GetPathRoot(path)!;
            }

            return new DriveInfo(there).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
