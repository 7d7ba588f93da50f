namespace Tune.Trainables.Commands;

/// <summary>
/// Python's json module writes NaN and infinities bare, which is no JSON. Here they are put in quotes, so that a
/// program need not do anything special to report a training that diverged.
/// </summary>
internal static class BareNumbers
{
    /// <summary>The same line with every bare NaN, Infinity and -Infinity in quotes.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("NaN"u8) < 0 && line.IndexOf("Infinity"u8) < 0)
        {
            return line.ToArray();
        }

        var quoted = new List<byte>(line.Length + 16);
        var isInText = false;
        for (var i = 0; i < line.Length; i++)
        {
            var bare = isInText ? default : BareAt(line[i..]);
            if (bare.Length > 0)
            {
                quoted.AddRange([(byte)'"', .. bare, (byte)'"']);
                i += bare.Length - 1;
                continue;
            }

            isInText ^= line[i] == '"';
            quoted.Add(line[i]);
            if (isInText && line[i] == '\\' && i + 1 < line.Length)
            {
                quoted.Add(line[++i]);
            }
        }

        return [.. quoted];
    }

    private static ReadOnlySpan<byte> BareAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? "NaN"u8
        : text.StartsWith("-Infinity"u8) ? "-Infinity"u8
        : text.StartsWith("Infinity"u8) ? "Infinity"u8
        : default;
}
