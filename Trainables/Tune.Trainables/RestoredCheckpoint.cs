using System.Text.Json;

namespace Tune.Trainables;

/// <summary>The checkpoint an attempt starts from: its files have been checked against their digests. Read
/// only.</summary>
public sealed class RestoredCheckpoint
{
    /// <summary>The files of a checkpoint that was opened, for example by <c>Result.OpenCheckpointAsync</c>.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="iteration">The iteration it was taken at.</param>
    public RestoredCheckpoint(string folder, int iteration) => (Folder, Iteration) = (folder, iteration);

    /// <summary>Where its files are; must not be written to.</summary>
    public string Folder { get; }

    /// <summary>The iteration it was taken at: the next report is of a higher one.</summary>
    public int Iteration { get; }

    /// <summary>Whether it has such a file.</summary>
    public bool Has(string name) => File.Exists(Inside(Folder, name));

    /// <summary>The path of a file, which need not exist.</summary>
    /// <param name="name">The file's name as written; with <c>/</c> for subfolders.</param>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public string PathOf(string name) => Inside(Folder, name);

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="CheckpointException">There is no such file.</exception>
    public Stream Open(string name)
    {
        var path = PathOf(name);
        return File.Exists(path)
            ? File.OpenRead(path)
            : throw new CheckpointException(
                $"The checkpoint of iteration {Iteration} has no file '{name}'; it has: {string.Join(", ", Names())}.");
    }

    /// <summary>A file's bytes.</summary>
    /// <exception cref="CheckpointException">There is no such file.</exception>
    public byte[] ReadBytes(string name)
    {
        using var file = Open(name);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A file's text, read as UTF-8.</summary>
    /// <exception cref="CheckpointException">There is no such file.</exception>
    public string ReadText(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    /// <summary>A value from a file of JSON.</summary>
    /// <exception cref="CheckpointException">There is no such file, or it does not hold such a value.</exception>
    public T ReadJson<T>(string name, JsonSerializerOptions? options = null)
    {
        using var file = Open(name);
        try
        {
            return JsonSerializer.Deserialize<T>(file, options) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException e)
        {
            throw new CheckpointException(
                $"The file '{name}' of the checkpoint of iteration {Iteration} is no {typeof(T).Name}: {e.Message}", e);
        }
    }

    internal static string Inside(string folder, string name)
    {
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException(
                $"The file name '{name}' is not allowed: it must stay inside the checkpoint's folder.", nameof(name));
    }

    private IEnumerable<string> Names() => Directory
        .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)
        .Take(20);
}
