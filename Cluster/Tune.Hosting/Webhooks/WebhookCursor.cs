using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tune.Files;

namespace Tune.Hosting.Webhooks;

/// <summary>How far an address has been told of each experiment, in a file of the store: the next program goes on from
/// there. Written once a second at most, so that after a kill some events come again.</summary>
internal sealed class WebhookCursor
{
    private const int BytesMax = 4 * 1024 * 1024;
    private const int ExperimentsMax = 10_000;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _positions;
    private readonly string _path;
    private readonly TimeProvider _time;
    private long _written;

    /// <summary>Reads the file, if there is one that can be read.</summary>
    /// <param name="store">The store's folder.</param>
    /// <param name="address">The address, which the file's name does not tell.</param>
    /// <param name="time">The clock.</param>
    public WebhookCursor(string store, Uri address, TimeProvider time)
    {
        _time = time;
        _written = time.GetTimestamp();
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))[..16];
        _path = Path.Combine(store, "webhooks", name + ".json");
        _positions = Read(_path);
    }

    /// <summary>Where to begin with an experiment whose events are wanted from a position on.</summary>
    public long BeginAt(string experiment, long position)
    {
        lock (_gate)
        {
            var from = _positions.TryGetValue(experiment, out var known) ? Math.Min(known, position) : position;
            SetNeedsLock(experiment, from);
            return from;
        }
    }

    /// <summary>All events before a position have been told, or given up.</summary>
    public void Passed(string experiment, long position)
    {
        lock (_gate)
        {
            SetNeedsLock(experiment, position);
            if (_time.GetElapsedTime(_written) >= s_every)
            {
                WriteNeedsLock();
            }
        }
    }

    /// <summary>Writes what was passed last.</summary>
    public void Keep()
    {
        lock (_gate)
        {
            WriteNeedsLock();
        }
    }

    private static Dictionary<string, long> Read(string path)
    {
        try
        {
            // A pipe in its place would be waited for.
            using var file = PlainFile.OpenRead(path);
            return file.Length <= BytesMax
                && JsonSerializer.Deserialize<Dictionary<string, long>>(file) is { } read
                    ? new Dictionary<string, long>(read.Where(pair => pair.Value >= 0), StringComparer.Ordinal)
                    : new Dictionary<string, long>(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or JsonException)
        {
            return new Dictionary<string, long>(StringComparer.Ordinal);
        }
    }

    private void SetNeedsLock(string experiment, long position)
    {
        if (_positions.Count >= ExperimentsMax && !_positions.ContainsKey(experiment))
        {
            _positions.Clear();
        }

        _positions[experiment] = position;
    }

    private void WriteNeedsLock()
    {
        _written = _time.GetTimestamp();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            PlainFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_positions));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: some events may come again.
        }
    }
}
