namespace Tune.Engine.Ports;

public sealed partial class MemoryCarrier
{
    // A count is checked against the bytes that are left, but a thing may be larger in memory than there.
    private const int RoomMax = 4096;

    /// <summary>A value that may be missing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="item">Carries it; given nothing (<c>default</c>) while reading.</param>
    public T? Optional<T>(T? value, Func<MemoryCarrier, T, T> item)
        where T : class => Flag(value is not null) ? item(this, value!) : null;

    /// <inheritdoc cref="Optional{T}(T, Func{MemoryCarrier, T, T})" />
    public T? Optional<T>(T? value, Func<MemoryCarrier, T, T> item)
        where T : struct => Flag(value is not null) ? item(this, value.GetValueOrDefault()) : null;

    /// <summary>An array, which may come back with another length.</summary>
    /// <param name="values">The values.</param>
    /// <param name="item">Carries one of them; given nothing (<c>default</c>) while reading.</param>
    public T[] Items<T>(T[] values, Func<MemoryCarrier, T, T> item)
    {
        var count = Count(values.Length);
        if (!IsReading)
        {
            foreach (var value in values)
            {
                item(this, value);
            }

            return values;
        }

        var read = new List<T>(Math.Min(count, RoomMax));
        for (var i = 0; i < count; i++)
        {
            read.Add(item(this, default!));
        }

        return [.. read];
    }

    /// <summary>A list; reading clears it and fills it again.</summary>
    /// <inheritdoc cref="Items{T}" path="/param" />
    public void List<T>(List<T> values, Func<MemoryCarrier, T, T> item)
    {
        var count = Count(values.Count);
        if (!IsReading)
        {
            foreach (var value in values)
            {
                item(this, value);
            }

            return;
        }

        values.Clear();
        values.EnsureCapacity(Math.Min(count, RoomMax));
        for (var i = 0; i < count; i++)
        {
            values.Add(item(this, default!));
        }
    }

    /// <summary>A dictionary, written in the order of its keys; reading clears it and fills it in that order.</summary>
    /// <param name="values">The dictionary. Its keys can be compared; texts are, letter by letter.</param>
    /// <param name="key">Carries a key; given nothing (<c>default</c>) while reading.</param>
    /// <param name="value">Carries a value; given nothing (<c>default</c>) while reading.</param>
    public void Map<TKey, TValue>(
        IDictionary<TKey, TValue> values,
        Func<MemoryCarrier, TKey, TKey> key,
        Func<MemoryCarrier, TValue, TValue> value)
        where TKey : notnull
    {
        var count = Count(values.Count);
        if (count == 0)
        {
            // What an empty one needs no code for is not compiled: a memory is mostly read by a program that has just
            // been started.
            values.Clear();
            return;
        }

        var order = Order<TKey>();
        if (!IsReading)
        {
            var sorted = values.ToArray();
            Array.Sort(sorted, (a, b) => order.Compare(a.Key, b.Key));
            foreach (var (name, held) in sorted)
            {
                key(this, name);
                value(this, held);
            }

            return;
        }

        values.Clear();
        (values as Dictionary<TKey, TValue>)?.EnsureCapacity(Math.Min(count, RoomMax));
        var last = default(TKey)!;
        for (var i = 0; i < count; i++)
        {
            last = Next(order, last, key(this, default!), isFirst: i == 0);
            values.Add(last, value(this, default!));
        }
    }

    /// <summary>A set, written in order; reading clears it and fills it again.</summary>
    /// <param name="values">The set. What is in it can be compared; texts are, letter by letter.</param>
    /// <param name="item">Carries one of them; given nothing (<c>default</c>) while reading.</param>
    public void Set<T>(ISet<T> values, Func<MemoryCarrier, T, T> item)
        where T : notnull
    {
        var count = Count(values.Count);
        if (count == 0)
        {
            values.Clear();
            return;
        }

        var order = Order<T>();
        if (!IsReading)
        {
            foreach (var held in values.Order(order))
            {
                item(this, held);
            }

            return;
        }

        values.Clear();
        (values as HashSet<T>)?.EnsureCapacity(Math.Min(count, RoomMax));
        var last = default(T)!;
        for (var i = 0; i < count; i++)
        {
            last = Next(order, last, item(this, default!), isFirst: i == 0);
            values.Add(last);
        }
    }

    private static T Next<T>(IComparer<T> order, T last, T next, bool isFirst) =>
        isFirst || order.Compare(last, next) < 0
            ? next
            : throw new InvalidDataException($"{next} comes after {last}, out of order");

    // The default order of texts is a culture's.
    private static IComparer<T> Order<T>() =>
        typeof(T) == typeof(string) ? (IComparer<T>)(object)StringComparer.Ordinal : Comparer<T>.Default;
}
