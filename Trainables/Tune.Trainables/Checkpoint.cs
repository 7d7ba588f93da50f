using System.Text.Json;
using Tune.Files;

namespace Tune.Trainables;

/// <summary>
/// A checkpoint offered with a report. It is a promise, not yet files: it is written only if one is due, and then
/// before the report call returns, so it may read the live state of the training. Offer one with every report; that
/// costs nothing.
/// </summary>
/// <remarks>
/// One is due at the scheduler's milestones, as often as the experiment's
/// <see cref="Tune.Engine.Checkpoints.CheckpointPolicy"/> says, and when the trial is paused or interrupted.
/// </remarks>
public sealed class Checkpoint
{
    private readonly Func<string, Task> _write;

    private Checkpoint(Func<string, Task> write) => _write = write;

    /// <summary>A checkpoint of any number of files.</summary>
    /// <param name="write">Writes the files into the folder it is given, which exists and is empty. Called once more
    /// where they did not fit on the disk, as soon as that may have changed.</param>
    public static Checkpoint From(Func<string, Task> write) => new(write);

    /// <inheritdoc cref="From(Func{string, Task})" />
    public static Checkpoint From(Action<string> write) => new(folder =>
    {
        write(folder);
        return Task.CompletedTask;
    });

    /// <summary>A copy of a folder as it is when the checkpoint is taken, with its subfolders. It may be named by a
    /// link; in it there are plain files and folders only, or the checkpoint is refused.</summary>
    public static Checkpoint FromFolder(string source) => From(folder =>
    {
        using var from = OpenFolder.Open(source, follows: true);
        FolderTree.Copy(from, folder);
    });

    /// <summary>A copy of one file as it is when the checkpoint is taken, under the same name. A pipe, a socket or a
    /// device is refused.</summary>
    public static Checkpoint FromFile(string source) =>
        From(folder => PlainFile.Copy(source, Path.Combine(folder, Path.GetFileName(source))));

    /// <summary>One file with these bytes.</summary>
    /// <param name="name">The file's name; with <c>/</c> for subfolders.</param>
    /// <param name="bytes">Its content; must not change before the report call returns.</param>
    public static Checkpoint FromBytes(string name, ReadOnlyMemory<byte> bytes) =>
        From(folder => File.WriteAllBytes(Place(folder, name), bytes.Span));

    /// <summary>One file with this text, as UTF-8.</summary>
    /// <param name="name">The file's name; with <c>/</c> for subfolders.</param>
    /// <param name="text">Its content.</param>
    public static Checkpoint FromText(string name, string text) =>
        From(folder => File.WriteAllText(Place(folder, name), text));

    /// <summary>One file with a value as JSON.</summary>
    /// <param name="name">The file's name; with <c>/</c> for subfolders.</param>
    /// <param name="value">Read when the checkpoint is taken.</param>
    /// <param name="options">How to write it; default System.Text.Json's own.</param>
    public static Checkpoint FromJson<T>(string name, T value, JsonSerializerOptions? options = null) => From(folder =>
    {
        using var file = File.Create(Place(folder, name));
        JsonSerializer.Serialize(file, value, options);
    });

    /// <summary>Writes the files now.</summary>
    /// <param name="folder">Where to: it exists and is empty.</param>
    public Task WriteAsync(string folder) => _write(folder);

    private static string Place(string folder, string name)
    {
        var path = RestoredCheckpoint.Inside(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
