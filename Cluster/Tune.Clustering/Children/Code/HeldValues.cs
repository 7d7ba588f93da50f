using System.Buffers.Binary;
using System.Collections;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Tune.Clustering.Children.Code;

/// <summary>Compares collections without telling them: by how many values they hold and the SHA-256 of those.</summary>
internal static class HeldValues
{
    /// <summary>The digest of values that are the same when their bytes are; null if these are others.</summary>
    public static string? Plain(object collection, Type element)
    {
        if (element is { IsPrimitive: false, IsEnum: false } || element == typeof(nint) || element == typeof(nuint))
        {
            return PlainValue.Is(element) ? Texts((IEnumerable)collection) : null;
        }

        var array = collection as Array ?? Copy((ICollection)collection, element);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (array.Length > 0)
        {
            // In parts, since a span is no longer than an int and an array may be.
            const int most = 1 << 30;
            ref var first = ref MemoryMarshal.GetArrayDataReference(array);
            var left = ByteLength(array);
            for (nint at = 0; left > 0; at += most, left -= most)
            {
                hash.AppendData(MemoryMarshal.CreateReadOnlySpan(
                    ref System.Runtime.CompilerServices.Unsafe.AddByteOffset(ref first, at),
                    (int)Math.Min(left, most)));
            }
        }

        return Hex(hash);
    }

    /// <summary>The digest of what is said of each.</summary>
    /// <param name="items">What is said.</param>
    /// <param name="isOrdered">Whether the order is part of it; a set of texts has another one in each process.</param>
    public static string Told(IEnumerable<string> items, bool isOrdered)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in isOrdered ? items : items.Order(StringComparer.Ordinal))
        {
            Append(hash, item);
        }

        return Hex(hash);
    }

    private static string Texts(IEnumerable items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in items)
        {
            Append(hash, item is null ? null : PlainValue.Write(item));
        }

        return Hex(hash);
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(Encoding.Unicode.GetBytes(text ?? ""));
    }

    private static Array Copy(ICollection items, Type element)
    {
        var array = Array.CreateInstance(element, items.Count);
        items.CopyTo(array, 0);
        return array;
    }

    // Buffer.ByteLength says no more than an int can.
    private static long ByteLength(Array array) =>
        array.LongLength * Buffer.ByteLength(Array.CreateInstance(array.GetType().GetElementType()!, 1));

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
