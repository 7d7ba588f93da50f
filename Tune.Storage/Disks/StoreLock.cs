using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Tune.Engine.Ports;
using Tune.Files;

namespace Tune.Storage.Disks;

/// <summary>
/// Makes one process the owner of a store. The lock belongs to the open file, so it ends with the process, however that
/// ends; who holds it is written beside it for people.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner.json";

    private readonly FileStream _file;
    private readonly LinuxFolder? _folder;
    private readonly string _owner;

    private StoreLock(FileStream file, LinuxFolder? folder, string owner) =>
        (_file, _folder, _owner) = (file, folder, owner);

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StorageException">Another has it; the message says who.</exception>
    public static StoreLock Take(string folder, string command, TimeProvider clock, Disk disk)
    {
        var path = Path.Combine(folder, LockName);
        var owner = Path.Combine(folder, OwnerName);
        FileStream? file = null;
        LinuxFolder? store = null;
        try
        {
            file = new FileStream(
                StoreFile.OpenWrite(path, FileMode.OpenOrCreate, FileShare.None), FileAccess.ReadWrite, bufferSize: 0);
            if (!UnixFolder.TryLock(file.SafeFileHandle))
            {
                throw Held(folder, owner, null);
            }

            // The file can be deleted and made again by a second one; the folder cannot.
            store = OperatingSystem.IsLinux() ? LinuxFolder.Open(folder, follows: true) : null;
            if (store is not null && !UnixFolder.TryLock(store.Handle))
            {
                throw Held(folder, owner, null);
            }

            disk.Replace(owner, JsonSerializer.SerializeToUtf8Bytes(new Holder(
                Environment.ProcessId, Environment.MachineName, command, clock.GetUtcNow().UtcDateTime)));
            return new StoreLock(file, store, owner);
        }
        catch (IOException e) when (file is null && SystemError.IsInUse(e))
        {
            throw Held(folder, owner, e);
        }
        catch
        {
            Release(file, store);
            throw;
        }
    }

    /// <summary>Who has a store open, in words; null if it is not known, or was a process of this machine that was
    /// killed and left its note behind.</summary>
    public static string? HolderOf(string folder)
    {
        try
        {
            var holder = JsonSerializer.Deserialize<Holder>(StoreFile.ReadAll(Path.Combine(folder, OwnerName)));
            return holder is null || IsGone(holder)
                ? null
                : $"process {holder.ProcessId} on {holder.Host} ('{holder.Command}', since {holder.StartedUtc:u})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            File.Delete(_owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only a note for people; the lock itself is what counts.
        }

        Release(_file, _folder);
    }

    // In the opposite order, so that whoever then gets the file gets the folder too.
    private static void Release(FileStream? file, LinuxFolder? folder)
    {
        if (folder is not null)
        {
            UnixFolder.Unlock(folder.Handle);
            folder.Dispose();
        }

        if (file is not null)
        {
            UnixFolder.Unlock(file.SafeFileHandle);
            file.Dispose();
        }
    }

    // A process that began well after the note was written has only been given the number again.
    private static bool IsGone(Holder holder)
    {
        if (holder.Host != Environment.MachineName)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(holder.ProcessId);
            return process.StartTime.ToUniversalTime() > holder.StartedUtc.AddSeconds(10);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private static StorageException Held(string folder, string owner, Exception? inner)
    {
        var holder = HolderOf(Path.GetDirectoryName(owner)!) ?? "another process";
        return new StorageException(
            StorageFault.Busy,
            $"The store '{folder}' is in use by {holder}, and only one process may have it open. Ask that process "
            + "(looking at results with 'list', 'show' or 'export' works beside it), wait until it ends, or stop it; "
            + "or choose another folder with --store.", inner);
    }

    private sealed record Holder(int ProcessId, string Host, string Command, DateTime StartedUtc);
}
