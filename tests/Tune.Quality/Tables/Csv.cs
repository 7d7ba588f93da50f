using System.Globalization;
using System.IO.Compression;

namespace Tune.Quality.Tables;

/// <summary>Files of numbers between commas, packed by gzip or not.</summary>
internal static class Csv
{
    public static IEnumerable<string[]> Rows(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }

    public static double[][] Numbers(string path, int skip = 0) =>
        [.. Rows(path).Skip(skip).Select(row => Array.ConvertAll(row, Number))];

    // TaskSet's curves have NaN and both infinities, spelt as Python does.
    public static double Number(string text) => text switch
    {
        "nan" or "" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
