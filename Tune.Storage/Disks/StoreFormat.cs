using System.Text.Json;
using Tune.Engine.Ports;

namespace Tune.Storage.Disks;

/// <summary>One step from a form of the store to the next.</summary>
/// <param name="From">The form it starts from.</param>
/// <param name="Files">The files it changes, below the store's folder; they are copied aside first.</param>
/// <param name="Run">Does it. May be run again after a crash in the middle.</param>
internal sealed record StoreUpgrade(int From, IReadOnlyList<string> Files, Action<string> Run);

/// <summary>The form of a store as a whole, written in a file of its own. Journal files have their own form besides.
/// </summary>
internal sealed class StoreFormat(int current, IReadOnlyList<StoreUpgrade> upgrades)
{
    private const string FileName = "store.json";

    /// <summary>The form that this version writes.</summary>
    /// <remarks>Form 2 knows attempts on several nodes and null as a value, and keeps the files of checkpoints apart
    /// from their manifests. Old frames and checkpoints of form 1 stay as they are, so nothing is rewritten.</remarks>
    public static StoreFormat Current { get; } = new(2, [new StoreUpgrade(1, [], static _ => { })]);

    /// <summary>Checks the form of a store, brings an older one up to date, and marks a new one.</summary>
    /// <exception cref="StorageException">It is newer; nothing was touched.</exception>
    public void Ensure(string folder, Disk disk, Action<string> notice)
    {
        if (Read(folder) is not { } found)
        {
            Write(folder, current, disk);
            return;
        }

        for (; found < current; found++)
        {
            var step = upgrades.FirstOrDefault(upgrade => upgrade.From == found)
                ?? throw new StorageException(
                    StorageFault.Refused, $"The store '{folder}' has form {found}, which can no longer be read.");
            var backup = Path.Combine(folder, $"backup-form-{found}");
            foreach (var file in step.Files.Append(FileName))
            {
                var copy = Path.Combine(backup, file);
                disk.MakeFolder(Path.GetDirectoryName(copy)!);
                disk.Replace(copy, StoreFile.ReadAll(Path.Combine(folder, file)));
            }

            step.Run(folder);
            Write(folder, found + 1, disk);
            notice($"The store '{folder}' was brought from form {found} to {found + 1}; the old files are in "
                + $"'{backup}'.");
        }
    }

    /// <summary>The form of a store; null if it has none yet.</summary>
    /// <exception cref="StorageException">It is newer than this version knows.</exception>
    public int? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var found = JsonSerializer.Deserialize<Mark>(StoreFile.ReadAll(path))?.Format ?? 0;
            return found is > 0 && found <= current
                ? found
                : throw new StorageException(
                    StorageFault.Refused,
                    $"The store '{folder}' has form {found}, and this version knows forms up to {current}: open it "
                    + "with the newer version that wrote it. Nothing was changed.");
        }
        catch (NotPlainFileException e)
        {
            throw new StorageException(
                StorageFault.Damaged,
                $"{e.Message}. If the folder is a store, delete that: the file is written again.", e);
        }
        catch (JsonException e)
        {
            throw new StorageException(
                StorageFault.Damaged,
                $"'{path}' is not readable. If the folder is a store, delete that file: it is written again.", e);
        }
    }

    private static void Write(string folder, int format, Disk disk) =>
        disk.Replace(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(new Mark(format)));

    private sealed record Mark(int Format);
}
