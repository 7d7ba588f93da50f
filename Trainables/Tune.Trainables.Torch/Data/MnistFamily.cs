using System.Globalization;

namespace Tune.Trainables.Torch.Data;

/// <summary>
/// A data set in MNIST's form: four IDX files of 28 x 28 images from 0 to 255 and their labels, a training and a test
/// part.
/// </summary>
/// <param name="Name">What the set is called in messages; also the name of its cache folder.</param>
/// <param name="Mirrors">Where the files lie, each ending in a slash; tried in order.</param>
/// <param name="Files">SHA-256 (hexadecimal, lower case) of each packed file, by file name.</param>
public sealed record MnistFamily(string Name, IReadOnlyList<Uri> Mirrors, IReadOnlyDictionary<string, string> Files)
{
    private const int Classes = 10;

    /// <summary>Handwritten digits: 60,000 and 10,000 images (LeCun, Cortes and Burges; CC BY-SA 3.0).</summary>
    public static MnistFamily Mnist { get; } = new(
        "mnist",
        [
            new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        ],
        new Dictionary<string, string>
        {
            ["train-images-idx3-ubyte.gz"] = "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ["train-labels-idx1-ubyte.gz"] = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ["t10k-images-idx3-ubyte.gz"] = "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ["t10k-labels-idx1-ubyte.gz"] = "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        });

    /// <summary>Pictures of clothes: 60,000 and 10,000 images (Xiao, Rasul and Vollgraf, 2017; MIT licence).</summary>
    public static MnistFamily Fashion { get; } = new(
        "fashion-mnist",
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ],
        new Dictionary<string, string>
        {
            ["train-images-idx3-ubyte.gz"] = "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ["train-labels-idx1-ubyte.gz"] = "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ["t10k-images-idx3-ubyte.gz"] = "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ["t10k-labels-idx1-ubyte.gz"] = "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        });

    /// <summary>Reads one part from a local folder; nothing is downloaded and no hash is asked.</summary>
    /// <param name="folder">Where <c>PART-images-idx3-ubyte</c> and <c>PART-labels-idx1-ubyte</c> lie, packed (.gz)
    /// or not.</param>
    /// <param name="part">How the file names begin: <c>train</c> or <c>t10k</c>, or another for a subset.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or the two do not fit together.</exception>
    public ImageSet ReadPart(string folder, string part)
    {
        var imagesPath = Find(folder, $"{part}-images-idx3-ubyte");
        var labelsPath = Find(folder, $"{part}-labels-idx1-ubyte");
        var (imageShape, pixels) = IdxFile.Read(imagesPath);
        var (labelShape, labels) = IdxFile.Read(labelsPath);
        if (imageShape.Length != 3)
            throw new InvalidDataException($"'{imagesPath}' must have 3 dimensions; it has {imageShape.Length}.");
        if (labelShape.Length != 1 || labelShape[0] != imageShape[0])
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{labelsPath}' has {labels.Length} labels for the {imageShape[0]} images of '{imagesPath}'."));
        return new ImageSet($"{Name}/{part}", imageShape[1], imageShape[2], byte.MaxValue, Classes, pixels, labels);
    }

    /// <summary>Reads both parts, fetching first what the cache folder lacks.</summary>
    /// <param name="cache">Where the files are kept; null means the user's own cache folder. A folder that holds the
    /// files already needs no network.</param>
    /// <param name="client">Fetches; null means a plain client.</param>
    /// <param name="cancellation">Ends the fetching.</param>
    /// <exception cref="IOException">No mirror gave a file with the right hash; the message names the folder to fill
    /// by hand.
    /// </exception>
    public async Task<MnistParts> LoadAsync(
        string? cache = null, HttpClient? client = null, CancellationToken cancellation = default)
    {
        var folder = cache ?? DefaultCache();
        using var own = client is null ? new HttpClient() : null;
        var fetcher = new VerifiedDownload(client ?? own!);
        foreach (var (file, sha256) in Files)
            if (!File.Exists(Path.Combine(folder, file)))
                await fetcher.FetchAsync(Name, Mirrors, file, sha256, folder, cancellation);
        return new MnistParts(ReadPart(folder, "train"), ReadPart(folder, "t10k"));
    }

    private string DefaultCache() => Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "tunenet", "data", Name);

    private string Find(string folder, string stem)
    {
        string[] candidates = [Path.Combine(folder, stem + ".gz"), Path.Combine(folder, stem)];
        return Array.Find(candidates, File.Exists) ?? throw new FileNotFoundException(
            $"{Name} needs '{stem}.gz' (or '{stem}') in the folder '{folder}', which does not hold it.", candidates[0]);
    }
}
