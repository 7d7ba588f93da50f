namespace Tune.Storage.Checkpoints;

/// <summary>The files below a checkpoint's folder: plain files only, nothing that leads out of it.</summary>
internal static class CheckpointPath
{
    /// <summary>Gives back a path from a manifest if it stays below its folder.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public static string Checked(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Any(c => c == '\\' || char.IsControl(c)) || Path.IsPathRooted(path)
            || path.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new InvalidDataException($"the file name '{path}' is not allowed in a checkpoint");
        }

        return path;
    }

    /// <summary>Where a file of a checkpoint is.</summary>
    public static string In(string folder, string path) => Path.Combine([folder, .. path.Split('/')]);

    /// <summary>Every file below a folder, ordinal order of the paths.</summary>
    /// <exception cref="InvalidDataException">There is a link, or a name that is not allowed.</exception>
    public static IReadOnlyList<string> FilesBelow(string folder)
    {
        var found = new List<string>();
        Collect(new DirectoryInfo(folder), "", found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>The folder and every folder below it, deepest first.</summary>
    public static IEnumerable<string> FoldersBelow(string folder) =>
        Directory.EnumerateDirectories(folder, "*", Everything(recurse: true))
            .OrderByDescending(path => path.Length)
            .Append(folder);

    private static void Collect(DirectoryInfo folder, string prefix, List<string> found)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", Everything(recurse: false)))
        {
            var path = Checked(prefix + entry.Name);
            if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                throw new InvalidDataException($"'{path}' is a link, and a checkpoint holds plain files only");
            }

            if (entry is DirectoryInfo below)
            {
                Collect(below, path + "/", found);
            }
            else
            {
                found.Add(path);
            }
        }
    }

    private static EnumerationOptions Everything(bool recurse) =>
        new() { AttributesToSkip = 0, RecurseSubdirectories = recurse, IgnoreInaccessible = false };
}
