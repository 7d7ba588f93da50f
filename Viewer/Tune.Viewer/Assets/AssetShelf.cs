using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Tune.Viewer.Assets;

/// <summary>
/// The files of the viewer, from this library. They lie in one folder named by what is in them, so that a browser may
/// keep them for ever and never mixes those of two versions.
/// </summary>
internal sealed partial class AssetShelf
{
    private const string Prefix = "web/";
    private const string Index = "index.html";
    private readonly Dictionary<string, Asset> _assets = new(StringComparer.Ordinal);

    private AssetShelf()
    {
        var library = typeof(AssetShelf).Assembly;
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var index = "";
        foreach (var resource in library.GetManifestResourceNames().Order(StringComparer.Ordinal)
            .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = library.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var name = resource[Prefix.Length..].Replace('\\', '/');
            all.AppendData(Encoding.UTF8.GetBytes(name));
            all.AppendData(bytes);
            if (name == Index)
            {
                index = Encoding.UTF8.GetString(bytes);
            }
            else
            {
                _assets[name] = new Asset(name, bytes);
            }
        }

        Folder = Convert.ToHexStringLower(all.GetHashAndReset())[..16];
        IndexText = index.Replace("{preloads}", string.Concat(NeededAtOnce().Select(name =>
            $"<link rel=\"modulepreload\" href=\"{{assets}}/{name}\">\n")), StringComparison.Ordinal);
    }

    public static AssetShelf One { get; } = new();

    /// <summary>The name of the folder.</summary>
    public string Folder { get; }

    /// <summary>The one page, with <c>{base}</c> for where the server is mounted and <c>{assets}</c> for the folder.
    /// </summary>
    public string IndexText { get; }

    public IEnumerable<string> Names => _assets.Keys;

    public Asset? Find(string name) => _assets.GetValueOrDefault(name);

    // What every page needs; by the imports alone a browser would find it in four rounds. The pages that are looked at
    // less often are imported when they are.
    private List<string> NeededAtOnce()
    {
        List<string> needed = [.. _assets.ContainsKey("main.js") ? ["main.js"] : Array.Empty<string>()];
        for (var i = 0; i < needed.Count; i++)
        {
            var within = new Uri(new Uri("file:///"), needed[i]);
            needed.AddRange(
                from Match import in Imports().Matches(Encoding.UTF8.GetString(_assets[needed[i]].For("").Bytes))
                let name = new Uri(within, import.Groups[1].Value).AbsolutePath[1..]
                where _assets.ContainsKey(name) && !needed.Contains(name)
                select name);
        }

        return needed;
    }

    [GeneratedRegex("from \"([^\"]+)\"")]
    private static partial Regex Imports();
}
