using System.Collections.Immutable;
using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Storage.Journal;

namespace Tune.Storage.LiteDb;

/// <summary>What people have written about an experiment or a trial, as bytes of its row.</summary>
internal static class LabelBytes
{
    public static void Write(
        ImmutableSortedDictionary<string, string> tags, string note, Moment? deleted, ByteWriter to)
    {
        to.Count(tags.Count);
        foreach (var (name, value) in tags)
        {
            to.Text(name);
            to.Text(value);
        }

        to.Text(note);
        to.Byte(deleted is null ? (byte)0 : (byte)1);
        if (deleted is { } at)
        {
            FactBytes.Write(at, to);
        }
    }

    public static ImmutableSortedDictionary<string, string> ReadTags(ref ByteReader from)
    {
        var count = from.Count();
        if (count == 0)
        {
            return TagSet.Empty;
        }

        var tags = TagSet.Empty.ToBuilder();
        for (; count > 0; count--)
        {
            tags[from.Text()] = from.Text();
        }

        return tags.ToImmutable();
    }

    public static Moment? ReadDeleted(ref ByteReader from) =>
        from.Choice(2) == 0 ? null : FactBytes.ReadMoment(ref from);
}
