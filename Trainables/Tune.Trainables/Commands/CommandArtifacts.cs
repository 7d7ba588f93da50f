using System.Text;
using Tune.Engine.Ports;
using Tune.Files;

namespace Tune.Trainables.Commands;

/// <summary>
/// The files that a program leaves in a folder of its attempt, kept as artifacts. Looked at when it reports, at most
/// every two seconds: what nothing has changed about for as long is taken, and taken again when it has changed. At the
/// program's end all is taken, however it ended. What cannot be kept is said in the log and breaks nothing.
/// </summary>
internal sealed class CommandArtifacts(
    string attempt, ITrialChannel channel, CommandLog log, TimeProvider clock, CancellationToken kill)
{
    /// <summary>What the folder is called, in that of the attempt.</summary>
    public const string Name = "artifacts";

    private const int FilesMax = 1_000;
    private const int DepthMax = 16;
    private static readonly TimeSpan s_still = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (long Length, DateTime Written)> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private long? _looked;

    /// <summary>The program has reported.</summary>
    public void Look()
    {
        if (_looked is not { } looked || clock.GetElapsedTime(looked) >= s_still)
        {
            Take(clock.GetUtcNow().UtcDateTime - s_still);
            _looked = clock.GetTimestamp();
        }
    }

    /// <summary>The program has ended.</summary>
    public void TakeAll() => Take(DateTime.MaxValue);

    private void Take(DateTime before)
    {
        try
        {
            using var own = OpenFolder.Open(attempt);
            using var folder = own.Into(Name);
            var found = new List<(string Path, long Length, DateTime Written)>();
            Visit(folder, "", 0, found);
            foreach (var (path, length, written) in found.Where(file => file.Written <= before))
            {
                if (!_taken.TryGetValue(path, out var known) || known != (length, written))
                {
                    Keep(path);
                    _taken[path] = (length, written);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The program has taken the folder away, or put something else in its place.
            Say(e.Message);
        }
    }

    private void Keep(string path)
    {
        try
        {
            channel.KeepAsync(path, Path.Combine([attempt, Name, .. path.Split('/')]), kill).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is StorageException or OperationCanceledException or InvalidOperationException)
        {
            Say($"'{path}' in TUNE_ARTIFACTS is not kept: {e.Message}");
        }
    }

    private void Visit(
        OpenFolder folder, string prefix, int depth, List<(string, long, DateTime)> found)
    {
        foreach (var (name, kind) in folder.Entries().OrderBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            var path = prefix + name;
            if (found.Count >= FilesMax)
            {
                Say($"There are more than {FilesMax} files in TUNE_ARTIFACTS; the others are not kept.");
                return;
            }

            if (kind == FileKind.Folder && depth < DepthMax)
            {
                using var inner = folder.Into(name);
                Visit(inner, path + "/", depth + 1, found);
            }
            else if (kind == FileKind.File)
            {
                using var file = folder.OpenFile(name);
                found.Add((path, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file)));
            }
            else if (kind != FileKind.None)
            {
                Say($"'{path}' in TUNE_ARTIFACTS is {FileKinds.Text(kind)} and not kept.");
            }
        }
    }

    // Once is enough.
    private void Say(string sentence)
    {
        if (_said.Add(sentence))
        {
            log.Add(Encoding.UTF8.GetBytes("warning: " + sentence));
        }
    }
}
