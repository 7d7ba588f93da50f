namespace Tune.Testing;

/// <summary>Where the tests were built from.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder with the solution; null where the tests run far from it.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "TuneNet.sln")))
                return folder.FullName;
        return null;
    }
}
