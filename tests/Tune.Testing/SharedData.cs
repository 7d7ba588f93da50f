using NUnit.Framework;

namespace Tune.Testing;

/// <summary>
/// Data sets that are too large for the repository. A test on one names its path with
/// <c>[TestCaseSource(typeof(SharedData), nameof(SharedData.Folder), new object[] { path })]</c>: where the data is
/// absent there is no such test, instead of one that is skipped.
/// </summary>
public static class SharedData
{
    /// <summary>
    /// The variable that names the folder; without it, <c>../shared/data</c> beside the repository is tried.
    /// </summary>
    public const string Variable = "TUNE_DATA";

    /// <summary>The full path of a folder of the shared data, or nothing where it is absent.</summary>
    /// <param name="relative">The path inside the shared data, with forward slashes.</param>
    public static IEnumerable<TestCaseData> Folder(string relative)
    {
        if (Find(relative) is { } path && Directory.Exists(path))
            return [new TestCaseData(path)];
        TestContext.Progress.WriteLine(
            $"No tests on '{relative}': set {Variable} to the folder of the shared data, or lay it at ../shared/data.");
        return [];
    }

    /// <summary>The full path of a file or folder of the shared data; null where it is absent.</summary>
    /// <param name="relative">The path inside the shared data, with forward slashes.</param>
    public static string? Find(string relative)
    {
        var root = Root();
        var path = root is null ? null : Path.GetFullPath(Path.Combine([root, .. relative.Split('/')]));
        return Path.Exists(path) ? path : null;
    }

    private static string? Root()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        return RepositoryFolder.Find() is { } found ? Path.Combine(found, "..", "shared", "data") : null;
    }
}
