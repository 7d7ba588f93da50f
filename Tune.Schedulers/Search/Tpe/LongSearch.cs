namespace Tune.Schedulers.Search.Tpe;

/// <summary>Finds places in sorted long lists.</summary>
internal static class LongSearch
{
    /// <summary>As <see cref="Array.BinarySearch{T}(T[], T)"/>: of equals the one that it would meet first, for the
    /// order among equal kernels, and with it what is drawn, follows from that.</summary>
    public static int BinarySearch<T>(this LongList<T> list, T value)
        where T : IComparable<T>
    {
        var (low, high) = (0, list.Count - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) >> 1);
            var order = list[middle].CompareTo(value);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>How many members come before a value.</summary>
    public static int CountBelow<T>(this LongList<T> list, T value)
        where T : IComparable<T>
    {
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = list[middle].CompareTo(value) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
