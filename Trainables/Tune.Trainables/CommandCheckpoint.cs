using Tune.Files;

namespace Tune.Trainables;

/// <summary>
/// A folder in which a program says it has left a checkpoint. It is held open from the attempt's own folder down, with
/// no link on the way, and holds plain files only: what a link leads to is somebody else's and is neither moved nor
/// cleared.
/// </summary>
internal sealed class CommandCheckpoint : IDisposable
{
    private readonly string _path;
    private readonly OpenFolder _root;
    private readonly OpenFolder _folder;

    private CommandCheckpoint(string path, OpenFolder root, OpenFolder folder) =>
        (_path, _root, _folder) = (path, root, folder);

    /// <summary>Opens it.</summary>
    /// <param name="attempt">The attempt's folder.</param>
    /// <param name="name">As the program gave it, below TUNE_CHECKPOINT_DIR; empty for that folder itself.</param>
    /// <exception cref="InvalidReportException">It does not exist, or there is a link, a pipe, a socket or a device on
    /// the way to it or in it.</exception>
    public static CommandCheckpoint Open(string attempt, string name)
    {
        var place = Path.GetFullPath(Path.Combine(attempt, CommandEnvironment.CheckpointName));
        var path = name.Length == 0 ? "" : Below(place, name);
        var said = name.Length == 0 ? "a checkpoint" : $"a checkpoint in '{name}'";
        OpenFolder? root = null;
        OpenFolder? folder = null;
        try
        {
            using (var own = OpenFolder.Open(attempt))
            {
                root = own.Into(CommandEnvironment.CheckpointName);
            }

            folder = root.Along(path);
            _ = FolderTree.Files(folder);
            return new CommandCheckpoint(path, root, folder);
        }
        catch (Exception e)
        {
            folder?.Dispose();
            root?.Dispose();
            throw e switch
            {
                DirectoryNotFoundException => new InvalidReportException(
                    $"The program reported {said}, but there is no such folder in "
                    + "TUNE_CHECKPOINT_DIR.", e),
                InvalidDataException => new InvalidReportException(
                    $"The program reported {said}, which was not taken: {e.Message}. A checkpoint is "
                    + "a folder of plain files in TUNE_CHECKPOINT_DIR, without links.", e),
                _ => e,
            };
        }
    }

    private static string Below(string place, string name)
    {
        try
        {
            return Path.GetRelativePath(place, RestoredCheckpoint.Inside(place, name))
                .Replace(Path.DirectorySeparatorChar, '/');
        }
        catch (ArgumentException e)
        {
            throw new InvalidReportException(
                $"The program reported a checkpoint in '{name}'; it must be the name of a folder in "
                + "TUNE_CHECKPOINT_DIR.", e);
        }
    }

    /// <summary>Moves its files to a folder of the attempt.</summary>
    public void MoveTo(string target) => FolderTree.Move(_folder, target);

    /// <summary>Deletes what is left of it: a checkpoint that was not due must not pile up, nor mix with the next
    /// one.</summary>
    public void Clear()
    {
        if (_path.Length == 0)
        {
            _folder.Clear();
            return;
        }

        var end = _path.LastIndexOf('/');
        using var above = _root.Along(end < 0 ? "" : _path[..end]);
        above.Delete(_path[(end + 1)..]);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _root.Dispose();
    }
}
