using System.IO.Compression;
using System.Security.Cryptography;

namespace Tune.Trainables.Torch.Data;

/// <summary>
/// The UCI handwritten digits: 1,797 images of 8 x 8 pixels from 0 to 16, ten classes. They come inside this
/// assembly, so an experiment on them needs no network and no file. Origin and licence (CC BY 4.0):
/// <c>Data/Resources/ATTRIBUTION.md</c>.
/// </summary>
public static class Digits
{
    private const int Side = 8;
    private const int Classes = 10;
    private const int Count = 1797;
    private const string Resource = "Tune.Trainables.Torch.Data.Resources.digits.csv.gz";
    private const string Sha256 = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8";

    private static readonly Lazy<ImageSet> Loaded = new(Read);

    /// <summary>All 1,797 images, in the order of the original file. Read once per process.</summary>
    public static ImageSet Load() => Loaded.Value;

    private static ImageSet Read()
    {
        using var packed = typeof(Digits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        var bytes = unpacked.ToArray();
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != Sha256)
            throw new InvalidDataException("The digits inside the assembly are not the ones it was built with.");
        return Parse(bytes);
    }

    // Every line is 64 pixels and the label, whole numbers between commas. The hash above already vouches for the
    // shape.
    private static ImageSet Parse(ReadOnlySpan<byte> text)
    {
        var pixels = new byte[Count * Side * Side];
        var labels = new byte[Count];
        int image = 0, column = 0;
        byte value = 0;
        foreach (var letter in text)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                value = (byte)((value * 10) + (letter - '0'));
            }
            else if (letter == ',')
            {
                pixels[(image * Side * Side) + column++] = value;
                value = 0;
            }
            else if (letter == '\n')
            {
                labels[image++] = value;
                (column, value) = (0, 0);
            }
        }
        return new ImageSet("digits", Side, Side, 16, Classes, pixels, labels);
    }
}
