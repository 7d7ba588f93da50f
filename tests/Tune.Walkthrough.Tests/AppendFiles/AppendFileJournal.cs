using System.Globalization;
using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.Journal;

namespace Tune.Walkthrough.Tests.AppendFiles;

/// <summary>The journal of one experiment: each append a file, named by the position of its first event. The number of
/// the latest owner is a file too.</summary>
internal sealed class AppendFileJournal
{
    private const string Extension = ".events";

    private readonly string _folder;
    private readonly EventBytes _bytes;
    private readonly Lock _gate = new();
    private readonly List<ExperimentEvent> _events = [];
    private OwnerEpoch _owner;
    private long _refused;

    public AppendFileJournal(string experiment, string folder, EventBytes bytes)
    {
        (Experiment, _folder, _bytes) = (experiment, folder, bytes);
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) != FileAt(_events.Count))
            {
                throw new StorageException(
                    StorageFault.Damaged, $"The journal of '{experiment}' has no event {_events.Count}.");
            }

            _bytes.Read(File.ReadAllBytes(file), _events);
        }

        if (File.Exists(EpochFile))
        {
            _owner = new OwnerEpoch(long.Parse(File.ReadAllText(EpochFile), CultureInfo.InvariantCulture));
        }
    }

    public string Experiment { get; }

    public long Refused => Interlocked.Read(ref _refused);

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _events.Count;
            }
        }
    }

    private string EpochFile => Path.Combine(_folder, "epoch");

    public OwnerEpoch Own()
    {
        lock (_gate)
        {
            var next = new OwnerEpoch(_owner.Number + 1);
            Write(EpochFile, System.Text.Encoding.ASCII.GetBytes($"{next.Number}"));
            return _owner = next;
        }
    }

    // Number, count and events in one step: nobody comes in between.
    public void Append(OwnerEpoch epoch, long expected, IReadOnlyList<ExperimentEvent> events)
    {
        if (events.Count == 0)
        {
            throw new ArgumentException("An append needs one event or more.", nameof(events));
        }

        lock (_gate)
        {
            if (epoch != _owner)
            {
                Interlocked.Increment(ref _refused);
                throw StaleOwner.Refusal(Experiment, epoch, _owner);
            }

            if (expected != _events.Count)
            {
                throw new JournalConflictException(Experiment, expected, _events.Count);
            }

            Write(Path.Combine(_folder, FileAt(_events.Count)), _bytes.Write(events));
            _events.AddRange(events);
        }
    }

    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return Events(from, cancellation);
    }

    public IEventTail Follow(long from) => new Tail(this, from);

    private async IAsyncEnumerable<ExperimentEvent> Events(
        long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var fact in After(from, int.MaxValue))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return fact;
        }
    }

    private ExperimentEvent[] After(long from, int most)
    {
        lock (_gate)
        {
            return [.. _events.Skip((int)Math.Min(from, _events.Count)).Take(most)];
        }
    }

    private static string FileAt(int position) =>
        position.ToString("D12", CultureInfo.InvariantCulture) + Extension;

    // All or nothing: what is half written has another name.
    private void Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(file + ".new", bytes);
        File.Move(file + ".new", file, overwrite: true);
    }

    private sealed class Tail(AppendFileJournal journal, long from) : IEventTail
    {
        private const int AtOnce = 1024;

        public long Position { get; private set; } = Math.Min(from, journal.Count);

        public bool Next(List<ExperimentEvent> into)
        {
            var events = journal.After(Position, AtOnce);
            into.AddRange(events);
            Position += events.Length;
            return events.Length > 0;
        }

        public void Dispose()
        {
        }
    }
}
