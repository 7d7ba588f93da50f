using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Ports;

namespace Tune.Storage.Journal;

/// <summary>The end of a journal that is ready to be added to.</summary>
/// <param name="File">The last file, open.</param>
/// <param name="Segment">The last file.</param>
/// <param name="Offset">Where its next frame goes.</param>
/// <param name="Position">The position of the next event.</param>
/// <param name="Term">The term of the last frame.</param>
/// <param name="Lists">The lists of names that the last file has defined.</param>
internal sealed record JournalTail(
    SafeFileHandle File, Segment Segment, long Offset, long Position, int Term, NameLists Lists);

/// <summary>
/// Makes a journal ready to be added to: reads the last file to its end, cuts off an append that was never
/// acknowledged, makes durable what is left. Earlier files are checked when they are read.
/// </summary>
internal static class JournalRecovery
{
    /// <summary>Opens the end of a journal; makes the first file of a new one.</summary>
    /// <param name="files">Which journal.</param>
    /// <param name="known">After a failed write: up to where things are known to be good.</param>
    /// <param name="notice">Told in one sentence what was cut.</param>
    /// <exception cref="StorageException">It is damaged, or cannot be written to.</exception>
    public static JournalTail Open(JournalFiles files, DurableEnd? known, Action<string> notice)
    {
        var path = files.Folder;
        try
        {
            files.Disk.MakeFolder(files.Folder);
            DeleteAfter(files, known?.Segment);
            var numbers = Segment.NumbersIn(files.Folder);
            CheckNumbers(files, numbers);
            if (numbers.Length == 0)
            {
                files.RequireAll(there: 0, files.Counts);
                files.Create(1, first: 0).File.Dispose();
                numbers = [1];
            }

            path = Segment.PathOf(files.Folder, numbers[^1]);
            return OpenLast(files, numbers[^1], known, notice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disks.Disk.Explain(path, "The journal could not be opened:", e);
        }
    }

    private static JournalTail OpenLast(JournalFiles files, int number, DurableEnd? known, Action<string> notice)
    {
        using var cursor = files.Cursor();
        if (!cursor.TryOpen(number))
        {
            throw Segment.Damage(Segment.PathOf(files.Folder, number), "it has gone");
        }

        while (cursor.Segment.Number == number && (known is null || cursor.Offset < known.Value.Offset)
            && cursor.Next(long.MaxValue, null))
        {
        }

        if (known is { } end && cursor.Offset != end.Offset)
        {
            throw Segment.Damage(
                cursor.FilePath, $"it was good up to byte {end.Offset} and is now only up to byte {cursor.Offset}");
        }

        if (known is null)
        {
            files.RequireAll(cursor.Position, files.Counts);
        }

        var file = files.Disk.Open(cursor.FilePath, FileMode.Open);
        try
        {
            Cut(files, file, cursor, isKnown: known is not null, notice);
            files.Disk.Flush(file);
            files.Known.Note(CursorPlace.Of(cursor));
            return new JournalTail(
                file, cursor.Segment, cursor.Offset, cursor.Position, cursor.Term, cursor.Lists);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Cut(
        JournalFiles files, SafeFileHandle file, JournalCursor cursor, bool isKnown, Action<string> notice)
    {
        var length = RandomAccess.GetLength(file);
        var surplus = length - cursor.Offset;
        if (surplus <= 0)
        {
            return;
        }

        if (isKnown)
        {
            // The rest of this owner's own append, which has been said to have failed.
            files.Disk.Truncate(file, cursor.Offset);
            return;
        }

        var aside = KeepAside(files, file, cursor, surplus);
        files.Disk.Truncate(file, cursor.Offset);
        notice($"The journal of '{files.Experiment}' ended in an append that was cut short: {surplus:N0} bytes after "
            + $"event {cursor.Position} were cut off '{cursor.FilePath}'"
            + (aside is null ? "." : $" and kept in '{aside}'.")
            + (files.Mark is { } mark
                ? " Of what was acknowledged nothing is known to be missing: the last note counts "
                    + $"{mark.Events:N0} events."
                : " Whether they had been acknowledged is not known."));
    }

    // A full disk must not keep a journal from opening: then the bytes, which nobody was promised, are not kept.
    private static string? KeepAside(JournalFiles files, SafeFileHandle file, JournalCursor cursor, long surplus)
    {
        var path = cursor.FilePath + "." + cursor.Offset.ToString(CultureInfo.InvariantCulture) + ".cut";
        try
        {
            using var to = files.Disk.Open(path, FileMode.Create);
            var chunk = new byte[(int)Math.Min(surplus, 1 << 20)];
            for (var done = 0L; done < surplus;)
            {
                var read = RandomAccess.Read(file, chunk, cursor.Offset + done);
                if (read == 0)
                {
                    break;
                }

                files.Disk.Write(to, [chunk.AsMemory(0, read)], done);
                done += read;
            }

            files.Disk.Flush(to);
            return path;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void DeleteAfter(JournalFiles files, int? last)
    {
        foreach (var number in Segment.NumbersIn(files.Folder).Where(number => number > last))
        {
            File.Delete(Segment.PathOf(files.Folder, number));
            files.Disk.FlushFolder(files.Folder);
        }
    }

    private static void CheckNumbers(JournalFiles files, int[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != i + 1)
            {
                throw Segment.Damage(Segment.PathOf(files.Folder, i + 1), "it is missing, and a later one is there");
            }
        }
    }
}
