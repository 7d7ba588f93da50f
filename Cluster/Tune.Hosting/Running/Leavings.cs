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
/// <param name="roots">Folders with a folder for each experiment.</param>
internal sealed class Leavings(IReadOnlyList<string> roots)
{
    // No experiment's name begins with a dot.
    private const string Mark = ".purging.";

    /// <summary>Brings to an end what another program has begun.</summary>
    /// <param name="store">Which experiments there are.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SettleAsync(ITuneReader store, CancellationToken cancellation)
    {
        foreach (var aside in roots.Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, Mark + "*")).ToArray())
        {
            if (Path.GetFileName(aside)[Mark.Length..].Split('.', 2) is not [var created, var name]
                || !ExperimentSpec.IsName(name))
            {
                continue;
            }

            await store.Tracking.CatchUpAsync(name, cancellation);
            var isThere = await store.ExistsAsync(name, cancellation)
                && (await store.Tracking.GlanceAsync(name, cancellation) is not { } glance
                    || Text(glance.Created) == created);
            Return(aside, isThere ? Path.Combine(Path.GetDirectoryName(aside)!, name) : null);
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
            foreach (var root in roots)
            {
                var (place, aside) = (
                    Path.Combine(root, experiment), Path.Combine(root, $"{Mark}{Text(created)}.{experiment}"));
                if (Directory.Exists(place))
                {
                    FolderTree.Delete(aside);
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

    /// <summary>Puts it back where it was, or deletes it.</summary>
    /// <param name="aside">Where it is.</param>
    /// <param name="place">Where it was; null to delete it.</param>
    public static void Return(string aside, string? place)
    {
        try
        {
            if (place is not null && !Directory.Exists(place))
            {
                Directory.Move(aside, place);
            }
            else
            {
                FolderTree.Delete(aside);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next program that opens the store tries again.
        }
    }

    private static string Text(Moment created) => created.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
}
