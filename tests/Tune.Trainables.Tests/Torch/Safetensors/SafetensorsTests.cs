using System.Buffers.Binary;
using System.Text;
using Tune.Trainables.Torch.Safetensors;
using static TorchSharp.torch;

namespace Tune.Trainables.Tests.Torch.Safetensors;

public sealed class SafetensorsTests
{
    private string _path = "";
    private TorchSharp.DisposeScope _scope = null!;

    [SetUp]
    public void MakePath()
    {
        _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _scope = NewDisposeScope();
    }

    [TearDown]
    public void Clean()
    {
        File.Delete(_path);
        _scope.Dispose();
    }

    [TestCase(ScalarType.Float64), TestCase(ScalarType.Float32), TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.BFloat16), TestCase(ScalarType.Int64), TestCase(ScalarType.Int32)]
    [TestCase(ScalarType.Int16), TestCase(ScalarType.Int8), TestCase(ScalarType.Byte), TestCase(ScalarType.Bool)]
    public void Read_OfWhatWasWritten_GivesEqualTensors(ScalarType type)
    {
        var values = arange(0, 24, ScalarType.Float32).reshape(2, 3, 4).to_type(type);
        var transposed = values.transpose(0, 2);
        SafetensorsWriter.Write(_path, Named(
            ("values", values), ("transposed", transposed), ("scalar", values[1, 2, 3]),
            ("none", empty([0, 5], type))));

        using var file = SafetensorsFile.Open(_path);

        Assert.Multiple(() =>
        {
            Assert.That(file.Read("values").equal(values).all().item<bool>(), Is.True);
            Assert.That(file.Read("transposed").equal(transposed).all().item<bool>(), Is.True);
            Assert.That(file.Read("scalar").shape, Is.Empty);
            Assert.That(file.Read("none").shape, Is.EqualTo(new long[] { 0, 5 }));
            Assert.That(file.Read("values").dtype, Is.EqualTo(type));
        });
    }

    [Test]
    public void Write_KnownTensors_GivesTheBytesOfTheFormat()
    {
        SafetensorsWriter.Write(
            _path, Named(("b", tensor(new short[] { 1, -2 })), ("a", tensor(1.0f))),
            new Dictionary<string, string> { ["by"] = "us" });

        var bytes = File.ReadAllBytes(_path);
        const string header = """{"__metadata__":{"by":"us"},"""
            + """ "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"""
            + """ "b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]}}""";
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '), Is.EqualTo(header.Replace(" ", "")));
            Assert.That(length % 8, Is.Zero);
            Assert.That(bytes[(8 + length)..], Is.EqualTo(new byte[] { 0, 0, 128, 63, 1, 0, 254, 255 }));
        });
    }

    [TestCase("a:U8:4:0,4 b:U8:4:2,6", 6, "overlap or gap")]
    [TestCase("a:U8:2:0,2 b:U8:2:4,6", 6, "overlap or gap")]
    [TestCase("a:U8:2:1,3", 3, "overlap or gap")]
    [TestCase("a:U8:4:0,4", 3, "take 4 bytes but 3")]
    [TestCase("a:U8:4:0,4", 5, "take 4 bytes but 5")]
    [TestCase("a:F32:2:0,4", 4, "do not fit")]
    [TestCase("a:F32:-1:0,4", 4, "impossible shape")]
    [TestCase("a:U8:4:4,0", 4, "impossible offsets")]
    [TestCase("a:U8:4611686018427387904,4:0,4", 4, "do not fit")]
    [TestCase("a:F8_E4M3:4:0,4", 4, "F8_E4M3")]
    [TestCase("a:U8:1:0,1 a:U8:1:0,1", 1, "header")]
    public void Open_UnsoundTensors_IsRefusedWithTheReason(string tensors, int dataLength, string reason)
    {
        var entries = tensors.Split(' ').Select(tensor => tensor.Split(':')).Select(part =>
            $$"""
            "{{part[0]}}":{"dtype":"{{part[1]}}","shape":[{{part[2]}}],"data_offsets":[{{part[3]}}]}
            """);
        Write("{" + string.Join(',', entries) + "}", dataLength);

        Assert.That(
            () => SafetensorsFile.Open(_path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(reason).And.Message.Contains(_path));
    }

    [TestCase("""{"a":{"dtype":"U8","shape":[1]}}"""), TestCase("""{"a":7}"""), TestCase("[]"), TestCase(" {}")]
    [TestCase("{"), TestCase(""), TestCase("""{"__metadata__":{"a":1}}"""), TestCase("""{"__metadata__":3}""")]
    public void Open_HeaderOfAnotherForm_IsRefused(string header)
    {
        Write(header, 0);

        Assert.That(
            () => SafetensorsFile.Open(_path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("header"));
    }

    [TestCase(100UL << 20, "at most"), TestCase(ulong.MaxValue, "at most"), TestCase(1000UL, "cut off")]
    public void Open_HeaderLongerThanAllowedOrThanTheFile_IsRefused(ulong claimed, string reason)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed);
        File.WriteAllBytes(_path, bytes);

        Assert.That(
            () => SafetensorsFile.Open(_path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(reason));
    }

    [Test]
    public void Open_AnyTruncation_IsRefused()
    {
        SafetensorsWriter.Write(_path, Named(("a", ones(3)), ("b", zeros(2, 2))));
        var whole = File.ReadAllBytes(_path);

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Assert.That(
                () => SafetensorsFile.Open(_path), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Open_MoreTensorsThanAllowed_IsRefused()
    {
        var entries = Enumerable.Range(0, SafetensorsFile.MostTensors + 2)
            .Select(i => $$"""
                "{{i}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}
                """.Trim());
        Write("{" + string.Join(',', entries) + "}", 0);

        Assert.That(
            () => SafetensorsFile.Open(_path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("100000"));
    }

    [Test]
    public void Write_ElementTypeTheFormatLacks_IsRefusedByName() =>
        Assert.That(
            () => SafetensorsWriter.Write(_path, Named(("z", zeros(2, ScalarType.ComplexFloat32)))),
            Throws.ArgumentException.With.Message.Contains("'z'"));

    private static KeyValuePair<string, Tensor>[] Named(params (string Name, Tensor Tensor)[] tensors) =>
        Array.ConvertAll(tensors, pair => KeyValuePair.Create(pair.Name, pair.Tensor));

    private void Write(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes.AsSpan(8));
        File.WriteAllBytes(_path, bytes);
    }
}
