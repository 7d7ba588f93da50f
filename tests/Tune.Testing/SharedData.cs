using NUnit.Framework;

namespace Tune.Testing;

/// <summary>
/// Data sets that are too large for the repository. A test that needs one is skipped, with the reason, where it is
/// absent.
/// </summary>
public static class SharedData
{
    /// <summary>
    /// The variable that names the folder; without it, <c>../shared/data</c> beside the repository is tried.
    /// </summary>
    public const string Variable = "TUNE_DATA";

    /// <summary>The path of a file or folder of the shared data, or the test is skipped.</summary>
    /// <param name="relative">The path inside the shared folder, with forward slashes.</param>
    public static string PathOrSkip(string relative)
    {
        var root = Root();
        var path = root is null ? null : Path.Combine([root, .. relative.Split('/')]);
        Assume.That(
            Path.Exists(path), Is.True,
            $"The shared data has no '{relative}' here: set {Variable} to its folder, or lay it at ../shared/data.");
        return path!;
    }

    private static string? Root()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "TuneNet.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "data");
        return null;
    }
}
