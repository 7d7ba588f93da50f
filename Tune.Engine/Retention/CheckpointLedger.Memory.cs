using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Retention;

public sealed partial class CheckpointLedger
{
    /// <summary>Writes what is held, or takes it into a ledger that is still empty. What is counted here follows from
    /// the entries in the order of saving and from the pins.</summary>
    internal void Carry(MemoryCarrier by)
    {
        var entries = _ranked.OrderBy(entry => entry.Order).ToList();
        by.List(entries, static (by, entry) => new Entry(
            by.Trial(entry?.Trial ?? default), by.Checkpoint(entry?.Checkpoint!), by.Score(entry?.Score ?? default),
            by.Number(entry?.Order ?? 0)));
        var bytes = _contents.Where(content => content.Value.Entries > 0)
            .ToDictionary(content => content.Key, content => content.Value.Bytes, StringComparer.Ordinal);
        by.Map(bytes, static (by, digest) => by.Text(digest), static (by, length) => by.Number(length));
        var pins = _contents.Where(content => content.Value.Pins != 0)
            .ToDictionary(content => content.Key, content => content.Value.Pins, StringComparer.Ordinal);
        by.Map(pins, static (by, digest) => by.Text(digest), static (by, count) => by.Number(count));
        if (by.IsReading)
        {
            foreach (var entry in entries)
            {
                var length = bytes.TryGetValue(entry.Checkpoint.Digest, out var known)
                    ? known
                    : throw new InvalidDataException("a checkpoint without a length");
                Enter(entry, length);
            }

            foreach (var (digest, count) in pins)
            {
                Change(digest, entries: 0, count, bytes: 0);
            }
        }

        _added = by.Number(_added);
    }
}
