using System.Text.Json;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Hosting.Running;

/// <summary>Who purged what, one line of JSON each in the file <c>purges.log</c> of a store's folder: it outlives the
/// experiments. A line is durable before the purge that it tells of is done.</summary>
/// <param name="folder">The store's folder; null if it has none, and nothing is written.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class PurgeLog(string? folder, TimeProvider clock)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "purges.log";

    private readonly Lock _gate = new();

    /// <summary>Adds a line.</summary>
    /// <exception cref="StorageException">It is a link or no plain file, or cannot be written.</exception>
    public void Add(ExperimentGlance experiment, ActedBy by)
    {
        if (folder is null)
        {
            return;
        }

        var path = Path.Combine(folder, FileName);
        lock (_gate)
        {
            try
            {
                Append(path, Line(experiment, by));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Disk.Explain(path, "Nothing is purged unless it is written down, in", e);
            }
        }
    }

    private static void Append(string path, byte[] line)
    {
        var before = FileFacts.Of(path);
        if (before.Kind is not (FileKind.None or FileKind.File))
        {
            throw Refused(path, FileKinds.Text(before.Kind));
        }

        using (var file = Disk.Real.Open(
            path, before.Kind == FileKind.None ? FileMode.CreateNew : FileMode.Open))
        {
            if (OperatingSystem.IsLinux() && !FileFacts.Of(file).IsSameAs(FileFacts.Of(path)))
            {
                throw Refused(path, "a link");
            }

            // The end of a line that a power cut has cut off.
            var length = RandomAccess.GetLength(file);
            Span<byte> last = stackalloc byte[1];
            var isCut = length > 0 && RandomAccess.Read(file, last, length - 1) == 1 && last[0] != (byte)'\n';
            Disk.Real.Write(file, isCut ? [new byte[] { (byte)'\n' }, line] : [line], length);
            Disk.Real.Flush(file);
        }

        if (before.Kind == FileKind.None)
        {
            Disk.Real.FlushFolder(Path.GetDirectoryName(path)!);
        }
    }

    private static StorageException Refused(string path, string what) => new(
        StorageFault.Refused, $"'{path}' is {what} and not a plain file; nothing is purged until it is gone.");

    private byte[] Line(ExperimentGlance experiment, ActedBy by)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("name", experiment.Name);
            json.WriteString("created", experiment.Created.Utc);
            json.WriteString("who", by.Who);
            json.WriteString("via", by.Via);
            json.WriteString("utc", clock.GetUtcNow().UtcDateTime);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
