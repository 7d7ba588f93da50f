using System.Collections.Immutable;
using Tune.Engine.Experiments;

namespace Tune.Hosting;

/// <summary>What a journal is known to say of acts: the newest of them, up to a length, and where it was read to. Never
/// changes.</summary>
/// <param name="Begun">When the journal begins: one that is made anew under the same name begins at another
/// time.</param>
internal sealed record AuditTail(Moment Begun)
{
    // The longest note is 64 KiB; mostly acts are a hundred characters.
    private const long LengthMax = 4L * 1024 * 1024;
    private const int EntryLength = 200;

    /// <summary>How many events it is true for.</summary>
    public long Next { get; init; }

    /// <summary>How many acts there are in all.</summary>
    public int Total { get; init; }

    /// <summary>The newest of them, the oldest of these first.</summary>
    public ImmutableList<AuditEntry> Held { get; init; } = [];

    private long Length { get; init; }

    /// <summary>With an act that comes after it.</summary>
    /// <param name="acted">The act.</param>
    /// <param name="position">Its position.</param>
    public AuditTail With(ExperimentEvent.Acted acted, long position)
    {
        var held = Held.Add(new AuditEntry(position, acted.At, acted.Act, acted.By));
        var length = Length + LengthOf(held[^1]);
        while (length > LengthMax && held.Count > 1)
        {
            length -= LengthOf(held[0]);
            held = held.RemoveAt(0);
        }

        return this with { Next = position + 1, Total = Total + 1, Held = held, Length = length };
    }

    /// <summary>A page; null if some of it is not held.</summary>
    public AuditPage? Page(int skip, int take, bool newestFirst)
    {
        var (missing, count) = (Total - Held.Count, (int)Math.Min(take, Math.Max(0L, (long)Total - skip)));
        var first = newestFirst ? Total - skip - count : skip;
        if (count > 0 && first < missing)
        {
            return null;
        }

        var entries = count == 0 ? [] : Held.GetRange(first - missing, count);
        return new AuditPage(Total, [.. newestFirst ? entries.Reverse() : entries]);
    }

    private static long LengthOf(AuditEntry entry) => EntryLength + entry.Act.ToJson().Length;
}
