using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Tune.Testing;
using Tune.Trainables.Torch.Data;

namespace Tune.Trainables.Tests.Torch.Data;

public sealed class MnistFamilyTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("mnist-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(typeof(SharedData), nameof(SharedData.Folder), new object[] { "datasets/mnist" })]
    public void ReadPart_RealMnist_GivesTenThousandDigits(string folder)
    {
        var test = MnistFamily.Mnist.ReadPart(folder, "t10k");
        var train = MnistFamily.Mnist.ReadPart(folder, "train10k");

        Assert.Multiple(() =>
        {
            Assert.That((test.Count, test.Height, test.Width), Is.EqualTo((10_000, 28, 28)));
            Assert.That(test.Labels[..5].ToArray(), Is.EqualTo(new byte[] { 7, 2, 1, 0, 4 }));
            Assert.That(train.Count, Is.EqualTo(10_000));
        });
    }

    [Test]
    public void ReadPart_FileMissing_NamesTheFileAndTheFolder()
    {
        Assert.That(
            () => MnistFamily.Mnist.ReadPart(_folder, "train"),
            Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("train-images-idx3-ubyte")
                .And.Message.Contains(_folder));
    }

    [Test]
    public void ReadPart_TruncatedOrForeignFiles_AreRefusedByName()
    {
        File.WriteAllBytes(Path.Combine(_folder, "t10k-labels-idx1-ubyte"), Labels(3));
        var images = Path.Combine(_folder, "t10k-images-idx3-ubyte");

        foreach (var broken in (byte[][])[Images(3)[..^1], [.. Images(3), 0], [1, 2, 3, 4], [], Images(2)])
        {
            File.WriteAllBytes(images, broken);
            Assert.That(
                () => MnistFamily.Mnist.ReadPart(_folder, "t10k"),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(images));
        }
    }

    [Test]
    public async Task LoadAsync_EmptyCache_FetchesOnceAndThenReadsTheFolder()
    {
        var server = new Server(Published());
        using var client = new HttpClient(server);
        var family = Family(Published());

        var first = await family.LoadAsync(_folder, client);
        var again = await family.LoadAsync(_folder, client);

        Assert.Multiple(() =>
        {
            Assert.That((first.Train.Count, first.Test.Count), Is.EqualTo((3, 2)));
            Assert.That(again.Test.Labels.ToArray(), Is.EqualTo(first.Test.Labels.ToArray()));
            Assert.That(server.Answered, Is.EqualTo(4));
            Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(4));
        });
    }

    [Test]
    public void LoadAsync_WrongHash_KeepsNothingAndNamesTheFolderToFill()
    {
        using var client = new HttpClient(new Server(Published().ToDictionary(file => file.Key, _ => Gzip([1]))));

        Assert.That(
            async () => await Family(Published()).LoadAsync(_folder, client),
            Throws.InstanceOf<IOException>().With.Message.Contains(_folder).And.Message.Contains("SHA-256")
                .And.Message.Contains("by hand"));
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public void LoadAsync_NoServerAnswers_NamesEveryMirrorAndTheFolder()
    {
        using var client = new HttpClient(new Server([]));

        Assert.That(
            async () => await Family(Published()).LoadAsync(_folder, client),
            Throws.InstanceOf<IOException>().With.Message.Contains(_folder).And.Message.Contains("first.invalid")
                .And.Message.Contains("second.invalid"));
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    private static Dictionary<string, byte[]> Published() => new()
    {
        ["train-images-idx3-ubyte.gz"] = Gzip(Images(3)),
        ["train-labels-idx1-ubyte.gz"] = Gzip(Labels(3)),
        ["t10k-images-idx3-ubyte.gz"] = Gzip(Images(2)),
        ["t10k-labels-idx1-ubyte.gz"] = Gzip(Labels(2)),
    };

    private static MnistFamily Family(Dictionary<string, byte[]> files) => new(
        "toy", [new("http://first.invalid/"), new("http://second.invalid/")],
        files.ToDictionary(file => file.Key, file => Convert.ToHexStringLower(SHA256.HashData(file.Value))));

    private static byte[] Images(int count) =>
        Idx([count, 2, 2], [.. Enumerable.Range(0, count * 4).Select(i => (byte)i)]);

    private static byte[] Labels(int count) => Idx([count], [.. Enumerable.Range(0, count).Select(i => (byte)i)]);

    private static byte[] Idx(int[] shape, byte[] values)
    {
        var head = new byte[4 + (4 * shape.Length)];
        (head[2], head[3]) = (8, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * i)), shape[i]);
        return [.. head, .. values];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private sealed class Server(Dictionary<string, byte[]> files) : HttpMessageHandler
    {
        public int Answered { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellation)
        {
            if (!files.TryGetValue(Path.GetFileName(request.RequestUri!.AbsolutePath), out var bytes))
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
            Answered++;
            return Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(bytes) });
        }
    }
}
