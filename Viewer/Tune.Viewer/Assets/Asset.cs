using System.IO.Compression;

namespace Tune.Viewer.Assets;

/// <summary>A file of the viewer. It is compressed when it is first asked for so, and never again.</summary>
internal sealed class Asset(string name, byte[] bytes)
{
    private static readonly Dictionary<string, string> s_types = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".woff2"] = "font/woff2",
    };

    private readonly Lazy<byte[]> _brotli = new(() => Pack(bytes, to => new BrotliStream(to, Level)));
    private readonly Lazy<byte[]> _gzip = new(() => Pack(bytes, to => new GZipStream(to, Level)));

    private const CompressionLevel Level = CompressionLevel.SmallestSize;

    public string ContentType { get; } = s_types[Path.GetExtension(name)];

    /// <summary>The bytes in the best form that the reader takes, and the name of that form; null for plain.</summary>
    public (byte[] Bytes, string? Encoding) For(string acceptEncoding) =>
        name.EndsWith(".woff2", StringComparison.Ordinal) ? (bytes, null)
        : Takes(acceptEncoding, "br") ? (_brotli.Value, "br")
        : Takes(acceptEncoding, "gzip") ? (_gzip.Value, "gzip")
        : (bytes, null);

    // A form may be named only to say that it is not wanted.
    private static bool Takes(string accepted, string encoding) => accepted.Split(',')
        .Select(part => part.Split(';', StringSplitOptions.TrimEntries))
        .Any(part => part[0] == encoding && !part[1..].Any(each => each.TrimEnd('0', '.') is "q=" or "q"));

    private static byte[] Pack(byte[] bytes, Func<Stream, Stream> packer)
    {
        using var packed = new MemoryStream();
        using (var stream = packer(packed))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
