using Tune.Files;

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
    /// <exception cref="InvalidDataException">There is a link, or anything else but folders and plain files, or a name
    /// that is not allowed.</exception>
    public static IReadOnlyList<string> FilesBelow(OpenFolder folder)
    {
        var files = FolderTree.Files(folder);
        foreach (var path in files)
        {
            Checked(path);
        }

        return files;
    }
}
