namespace Tune.Storage.Checkpoints;

/// <summary>Brings a folder to another place.</summary>
internal static class FolderMove
{
    /// <summary>Renames it; false if the other place is on another file system.</summary>
    public static bool TryRename(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (IOException) when (Directory.Exists(from) && !Directory.Exists(to))
        {
            return false;
        }
    }
}
