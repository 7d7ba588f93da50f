using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Files;

namespace Tune.Hosting.Running;

/// <summary>
/// What lies of an experiment beside the store, such as its logs. Before the experiment is purged it is set aside by
/// one rename each, with the time at which the experiment was made in its name. Whoever finds something set aside can
/// so tell whether the experiment is still there, and it goes back, or is gone, and it goes too.
/// </summary>
/// <remarks>Only folders are looked into, never what a link leads to: that may be anybody's.</remarks>
/// <param name="roots">Folders with a folder for each experiment.</param>
/// <param name="within">The store's folder, below which a root may have no link on its way; null if it has
/// none.</param>
/// <param name="notice">Told what is left alone.</param>
internal sealed class Leavings(IReadOnlyList<string> roots, string? within, Action<string> notice)
{
    // No experiment's name begins with a dot.
    private const string Mark = ".purging.";

    /// <summary>Brings to an end what another program has begun.</summary>
    /// <param name="store">Which experiments there are.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SettleAsync(ITuneReader store, CancellationToken cancellation)
    {
        foreach (var aside in Asides())
        {
            if (Path.GetFileName(aside)[Mark.Length..].Split('.', 2) is [var created, var name]
                && ExperimentSpec.IsName(name))
            {
                var isThere = await IsThereAsync(store, name, created, cancellation);
                Return(aside, isThere ? Path.Combine(Path.GetDirectoryName(aside)!, name) : null);
            }
        }
    }

    /// <summary>Sets aside what lies of an experiment.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="created">When it was made.</param>
    /// <returns>Where it is, and where it was.</returns>
    /// <exception cref="IOException">Something cannot be moved; nothing is set aside.</exception>
    public IReadOnlyList<(string Aside, string Place)> SetAside(string experiment, Moment created)
    {
        var moved = new List<(string Aside, string Place)>();
        try
        {
            foreach (var root in roots.Where(IsReal))
            {
                var (place, aside) = (
                    Path.Combine(root, experiment), Path.Combine(root, $"{Mark}{Text(created)}.{experiment}"));
                if (FileFacts.Of(aside).Kind == FileKind.Folder
                    && FileFacts.Of(place).Kind is FileKind.None or FileKind.Folder)
                {
                    PutBack(aside, place);
                }

                if (IsReal(place))
                {
                    Directory.Move(place, aside);
                    moved.Add((aside, place));
                }
            }

            return moved;
        }
        catch
        {
            moved.ForEach(each => Return(each.Aside, each.Place));
            throw;
        }
    }

    /// <summary>Puts back what was set aside if the experiment is still there, and deletes it if it is gone.</summary>
    /// <param name="store">Which experiments there are.</param>
    /// <param name="experiment">Its name.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="moved">What was set aside.</param>
    public async Task ReturnAsync(
        ITuneReader store, string experiment, Moment created, IReadOnlyList<(string Aside, string Place)> moved)
    {
        if (moved.Count > 0)
        {
            var isThere = await IsThereAsync(store, experiment, Text(created), CancellationToken.None);
            foreach (var (aside, place) in moved)
            {
                Return(aside, isThere ? place : null);
            }
        }
    }

    private static async Task<bool> IsThereAsync(
        ITuneReader store, string name, string created, CancellationToken cancellation)
    {
        if (!await store.ExistsAsync(name, cancellation))
        {
            return false;
        }

        await store.Tracking.CatchUpAsync(name, cancellation);
        return await store.Tracking.GlanceAsync(name, cancellation) is not { } glance
            || Text(glance.Created) == created;
    }

    private string[] Asides()
    {
        try
        {
            return [.. roots.Where(IsReal).SelectMany(root => Directory.GetDirectories(root, Mark + "*"))
                .Where(aside => FileFacts.Of(aside).Kind == FileKind.Folder)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notice($"What lies of purged experiments beside the store is not deleted yet: {e.Message}");
            return [];
        }
    }

    // Whether it is a folder, and each one above it as far as they are the store's.
    private bool IsReal(string folder)
    {
        for (var at = folder; ; at = Path.GetDirectoryName(at)!)
        {
            var kind = FileFacts.Of(at).Kind;
            if (kind is not (FileKind.None or FileKind.Folder))
            {
                notice($"'{at}' is {FileKinds.Text(kind)}; a purge leaves it alone.");
                return false;
            }

            if (kind == FileKind.None || within is null || Path.GetDirectoryName(at) is not { } above
                || !above.StartsWith(within + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                return kind == FileKind.Folder;
            }
        }
    }

    private void Return(string aside, string? place)
    {
        try
        {
            if (place is null)
            {
                FolderTree.Delete(aside);
            }
            else
            {
                PutBack(aside, place);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            notice($"'{aside}' is left over: {e.Message} The next program that opens the store tries again.");
        }
    }

    // The place may have files again, of the experiment that goes on: what has the name of one gets one of its own.
    private static void PutBack(string aside, string place)
    {
        if (FileFacts.Of(place).Kind == FileKind.None)
        {
            Directory.Move(aside, place);
            return;
        }

        using (var from = OpenFolder.Open(aside))
        using (var to = OpenFolder.Open(place))
        {
            foreach (var (name, kind) in from.Entries())
            {
                var free = name;
                for (var at = 1; to.KindOf(free) != FileKind.None; at++)
                {
                    free = string.Create(CultureInfo.InvariantCulture, $"{name}.{at}");
                }

                if (kind == FileKind.Folder && free != name && to.KindOf(name) == FileKind.Folder)
                {
                    PutBack(Path.Combine(aside, name), Path.Combine(place, name));
                }
                else if (kind == FileKind.Folder)
                {
                    Directory.Move(Path.Combine(aside, name), Path.Combine(place, free));
                }
                else
                {
                    File.Move(Path.Combine(aside, name), Path.Combine(place, free), overwrite: false);
                }
            }
        }

        Directory.Delete(aside);
    }

    private static string Text(Moment created) => created.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
}
