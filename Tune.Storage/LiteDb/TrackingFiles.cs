namespace Tune.Storage.LiteDb;

/// <summary>Takes a tracking file that is of no use out of the way.</summary>
internal static class TrackingFiles
{
    private const string Aside = ".damaged";

    /// <summary>Renames the file and its log; what was put aside before is replaced.</summary>
    /// <returns>Whether there is room for a new one now.</returns>
    public static bool TryMoveAside(string path, string why, Action<string> notice)
    {
        try
        {
            foreach (var file in (string[])[path, LiteFile.LogOf(path)])
            {
                if (File.Exists(file))
                {
                    File.Move(file, file + Aside, overwrite: true);
                }
            }

            notice($"The tracking file '{path}' is damaged ({why}). It was moved to '{path}{Aside}' and is made "
                + "again from the journals; nothing is lost.");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
