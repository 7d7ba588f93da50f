using System.Runtime.Versioning;
using Tune.Engine.Ports;
using Tune.Files;

namespace Tune.Storage.Disks;

/// <summary>
/// Who may do what in a store's folder. Whoever may write there can put a journal of their own in the place of ours, so
/// that is taken away or refused. Whether others may read a store is its owner's business once it is one.
/// </summary>
internal static class StoreRights
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Writing = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Reading = UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder for its owner alone, or looks at one that is there.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="isStore">Whether it has been a store before.</param>
    /// <param name="disk">Makes what is missing above it.</param>
    /// <param name="notice">Told what was narrowed.</param>
    /// <exception cref="StorageException">Others may write in it, and it cannot or must not be narrowed.</exception>
    public static void Ensure(string folder, bool isStore, Disk disk, Action<string> notice)
    {
        if (!Directory.Exists(folder))
        {
            disk.MakeFolder(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, Owner);
            }
        }
        else if (!OperatingSystem.IsWindows())
        {
            Narrow(folder, isStore, notice);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Narrow(string folder, bool isStore, Action<string> notice)
    {
        var mode = File.GetUnixFileMode(folder);
        var isFresh = !isStore && !Directory.EnumerateFileSystemEntries(folder).Any();
        if ((mode & Writing) == 0 && (isStore || (mode & Reading) == 0))
        {
            return;
        }

        if (!isStore && !isFresh)
        {
            Refuse(folder, mode, notice);
            return;
        }

        var wanted = mode & (isFresh ? Owner : ~Writing);
        if (!OwnsIt(folder) || mode.HasFlag(UnixFileMode.StickyBit))
        {
            throw new StorageException(
                StorageFault.Refused,
                $"Others may write in the store's folder '{folder}' (mode {Text(mode)}) and could put a store of "
                + "theirs in its place; it is not this user's to narrow. Choose another folder with --store.");
        }

        File.SetUnixFileMode(folder, wanted);
        notice($"The store's folder '{folder}' was open to others (mode {Text(mode)}) and is now narrowed to "
            + $"{Text(wanted)}" + (isFresh ? "; open it up again if others are to look at its results." : "."));
    }

    // What is in it is somebody's, perhaps the system's own: its rights are not changed for a store's sake.
    private static void Refuse(string folder, UnixFileMode mode, Action<string> notice)
    {
        if ((mode & Writing) != 0)
        {
            throw new StorageException(
                StorageFault.Refused,
                $"The folder '{folder}' is no store yet, holds other things, and others may write in it (mode "
                + $"{Text(mode)}): they could put a store of theirs in its place. Choose a folder of its own with "
                + "--store.");
        }

        notice($"Others may look into '{folder}' (mode {Text(mode)}), which holds other things too and is left as it "
            + "is. Choose a folder of its own with --store to keep results private.");
    }

    private static bool OwnsIt(string folder)
    {
        using var open = OpenFolder.Open(folder, follows: true);
        return open.Owner is not { } owner || owner == FileFacts.CurrentUser;
    }

    private static string Text(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}
