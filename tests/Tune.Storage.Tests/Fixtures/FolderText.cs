using System.Security.Cryptography;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>Every file below a folder with its digest: equal texts are folders that are equal to the byte.</summary>
internal static class FolderText
{
    public static string Of(string folder) => string.Join('\n', Directory
        .EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => Path.GetRelativePath(folder, path)
            + (File.Exists(path) ? " " + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "/")));
}
