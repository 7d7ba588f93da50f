namespace Tune.Storage.Checkpoints;

/// <summary>Files that share their bytes are not to be written to.</summary>
internal static class FileModes
{
    private const UnixFileMode Write =
        UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Takes the right to write away. On Windows such a file could not be deleted, and is left as it
    /// is.</summary>
    public static void MakeReadOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (File.GetUnixFileMode(path) & ~Write) | UnixFileMode.UserRead);
        }
    }

    /// <summary>Deletes a file, as far as that is possible: at the next opening it is tried again.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its name is that of a leftover.
        }
    }
}
