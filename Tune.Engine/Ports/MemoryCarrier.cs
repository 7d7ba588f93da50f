using System.Reflection;
using System.Runtime.InteropServices;
using Tune.Bytes;

namespace Tune.Engine.Ports;

/// <summary>
/// Carries memory over bytes, in both directions by the same calls. Each takes the value that is held now and gives the
/// one to hold from then on: while writing that is the same one, while reading it is the one from the bytes. So
/// <c>_count = by.Number(_count);</c> writes and reads.
/// </summary>
/// <remarks>
/// <para>Configurations, checkpoints and the names in metrics that are met again are written once, and come back as one
/// object. Dictionaries and sets are written in the order of their keys: no algorithm may depend on the order in which
/// they were filled.</para>
/// <para>Bytes that make no sense end in an <see cref="InvalidDataException"/>. What has a number, each thing counted
/// must take at least one byte.</para>
/// </remarks>
public sealed partial class MemoryCarrier
{
    private readonly ByteWriter? _to;
    private readonly byte[] _from = [];
    private readonly int _end;
    private int _at;

    private MemoryCarrier(ByteWriter to, Func<Assembly, string>? builds) => (_to, _builds) = (to, builds ?? Alone);

    private MemoryCarrier(ReadOnlyMemory<byte> from, Func<Assembly, string>? builds)
    {
        _builds = builds ?? Alone;
        var isArray = MemoryMarshal.TryGetArray(from, out var part);
        _from = isArray ? part.Array! : from.ToArray();
        _at = isArray ? part.Offset : 0;
        _end = _at + from.Length;
    }

    /// <summary>Whether values come from the bytes; if not they are written.</summary>
    public bool IsReading => _to is null;

    /// <summary>What was written so far; empty while reading. It is valid until more is written.</summary>
    public ReadOnlyMemory<byte> Written => _to?.Memory ?? default;

    /// <summary>A carrier that writes.</summary>
    public static MemoryCarrier ToWrite() => ToWrite(builds: null);

    /// <summary>A carrier that reads what another wrote.</summary>
    public static MemoryCarrier ToRead(ReadOnlyMemory<byte> bytes) => ToRead(bytes, builds: null);

    /// <inheritdoc cref="ToWrite()" />
    /// <param name="builds">Says the build of an assembly and of what it needs; null says its own alone.</param>
    internal static MemoryCarrier ToWrite(Func<Assembly, string>? builds) => new(new ByteWriter(), builds);

    /// <inheritdoc cref="ToRead(ReadOnlyMemory{byte})" />
    /// <param name="bytes">What was written.</param>
    /// <param name="builds">As for the writing.</param>
    internal static MemoryCarrier ToRead(ReadOnlyMemory<byte> bytes, Func<Assembly, string>? builds) =>
        new(bytes, builds);

    /// <summary>Reading is over.</summary>
    /// <exception cref="InvalidDataException">Bytes are left.</exception>
    public void End()
    {
        if (IsReading && _at != _end)
        {
            throw new InvalidDataException($"{_end - _at} bytes are left over");
        }
    }

    /// <summary>A whole number; small ones take little room.</summary>
    public int Number(int value)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.SignedInt();
            MoveTo(from);
            return value;
        }

        _to.ZigZag(value);
        return value;
    }

    /// <summary>A whole number; small ones take little room.</summary>
    public long Number(long value)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.ZigZag();
            MoveTo(from);
            return value;
        }

        _to.ZigZag(value);
        return value;
    }

    /// <summary>How many things follow, each of which takes at least one byte.</summary>
    public int Count(int value)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.Count();
            MoveTo(from);
            return value;
        }

        _to.Count(value);
        return value;
    }

    /// <summary>Sixty-four bits that are no number: a hash, the state of a generator.</summary>
    public ulong Word(ulong value)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.Fixed();
            MoveTo(from);
            return value;
        }

        _to.Fixed(value);
        return value;
    }

    /// <summary>A real number, bit by bit.</summary>
    public double Real(double value)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.Double();
            MoveTo(from);
            return value;
        }

        _to.Fixed(value);
        return value;
    }

    /// <summary>True or false.</summary>
    public bool Flag(bool value) => Tag(value ? 1 : 0, count: 2) == 1;

    /// <summary>A text.</summary>
    public string Text(string value)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.Text();
            MoveTo(from);
            return value;
        }

        _to.Text(value);
        return value;
    }

    /// <summary>One of the named values of an enumeration.</summary>
    public T Choice<T>(T value)
        where T : struct, Enum
    {
        var known = Known<T>.Values;
        var at = IsReading ? 0 : Array.IndexOf(known, value);
        return at < 0
            ? throw new ArgumentOutOfRangeException(nameof(value), value, $"It is no {typeof(T).Name} with a name.")
            : known[Tag(at, known.Length)];
    }

    /// <summary>The memory of an algorithm within this one.</summary>
    /// <exception cref="NotCarriedException">It does not implement <see cref="ICarriesMemory"/>.</exception>
    public void Inner(object algorithm)
    {
        if (algorithm is not ICarriesMemory memory)
        {
            throw new NotCarriedException(algorithm.GetType());
        }

        Maker(algorithm.GetType().Assembly);
        memory.Carry(this);
    }

    // One byte that says which of a few things follows.
    private int Tag(int value, int count)
    {
        if (_to is null)
        {
            var from = Rest();
            value = from.Choice(count);
            MoveTo(from);
            return value;
        }

        _to.Byte((byte)value);
        return value;
    }

    private ByteReader Rest() => new(_from.AsSpan(_at, _end - _at));

    private void MoveTo(in ByteReader from) => _at = _end - from.Left;

    private static class Known<T>
        where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();
    }
}
