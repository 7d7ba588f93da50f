using System.Security.Cryptography;
using System.Text;

namespace Tune.Viewer.Assets;

/// <summary>
/// The files of the viewer, from this library. They lie in one folder named by what is in them, so that a browser may
/// keep them for ever and never mixes those of two versions.
/// </summary>
internal sealed class AssetShelf
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
        IndexText = index.Replace("{preloads}", string.Concat(_assets.Keys.Where(IsScript).Select(name =>
            $"<link rel=\"modulepreload\" href=\"{{assets}}/{name}\">\n")), StringComparison.Ordinal);
    }

    public static AssetShelf One { get; } = new();

    /// <summary>The name of the folder.</summary>
    public string Folder { get; }

    /// <summary>The one page, with <c>{base}</c> for where the server is mounted and <c>{assets}</c> for the folder.
    /// </summary>
    public string IndexText { get; }

    // All scripts are needed; by their imports alone a browser would find them in four rounds.
    private static bool IsScript(string name) => name.EndsWith(".js", StringComparison.Ordinal);

    public IEnumerable<string> Names => _assets.Keys;

    public Asset? Find(string name) => _assets.GetValueOrDefault(name);
}
