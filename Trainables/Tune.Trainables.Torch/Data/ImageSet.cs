using Tune.Engine.Randomness;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Data;

/// <summary>
/// Labelled grey images of one size, held as bytes; see <see cref="Digits"/> and <see cref="MnistFamily"/>.
/// </summary>
public sealed class ImageSet
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <summary>Takes the images over; the arrays must not change afterwards.</summary>
    /// <param name="name">What the set is called in messages.</param>
    /// <param name="height">Rows of one image, at least 1.</param>
    /// <param name="width">Columns of one image, at least 1.</param>
    /// <param name="whitest">The pixel value that becomes 1.0, from 1 to 255.</param>
    /// <param name="classes">How many classes there are, from 1 to 256; every label is below it.</param>
    /// <param name="pixels">All images, row by row, one after the other.</param>
    /// <param name="labels">One class per image.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a pixel or label is out of
    /// range.</exception>
    public ImageSet(string name, int height, int width, byte whitest, int classes, byte[] pixels, byte[] labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(whitest, (byte)1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.LongLength != (long)height * width * labels.LongLength)
            throw new ArgumentException(
                $"{name}: {labels.Length} images of {height}x{width} need {(long)height * width * labels.LongLength} "
                + $"pixels, but there are {pixels.Length}.", nameof(pixels));
        if (pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, whitest) is var pixel and >= 0)
            throw new ArgumentException(
                $"{name}: pixel {pixel} is {pixels[pixel]}; allowed is 0 to {whitest}.", nameof(pixels));
        if (labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1)) is var label and >= 0)
            throw new ArgumentException(
                $"{name}: label {label} is {labels[label]}; allowed is 0 to {classes - 1}.", nameof(labels));
        (Name, Height, Width, Whitest, Classes) = (name, height, width, whitest, classes);
        (_pixels, _labels) = (pixels, labels);
    }

    /// <summary>What the set is called in messages.</summary>
    public string Name { get; }

    /// <summary>Rows of one image.</summary>
    public int Height { get; }

    /// <summary>Columns of one image.</summary>
    public int Width { get; }

    /// <summary>The pixel value that becomes 1.0.</summary>
    public byte Whitest { get; }

    /// <summary>How many classes there are; labels are below it.</summary>
    public int Classes { get; }

    /// <summary>How many images there are.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of each image.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The pixels of one image, row by row, from 0 to <see cref="Whitest"/>.</summary>
    public ReadOnlySpan<byte> Image(int index) => _pixels.AsSpan(index * Height * Width, Height * Width);

    /// <summary>
    /// Divides the set in two, keeping each class's share in both parts (stratified). The same seed gives the same
    /// division on every machine; both parts keep the set's own order.
    /// </summary>
    /// <param name="validation">The share that goes to validation, above 0 and below 1.</param>
    /// <param name="seed">Chooses the division.</param>
    public ImageSplit Split(double validation, ulong seed)
    {
        if (!(validation > 0 && validation < 1))
            throw new ArgumentOutOfRangeException(
                nameof(validation), validation, "The validation share must lie above 0 and below 1.");
        var chosen = new bool[Count];
        for (var label = 0; label < Classes; label++)
        {
            var members = Enumerable.Range(0, Count).Where(index => _labels[index] == label).ToArray();
            KeyedRandom.For(seed, "images/split", label).Shuffle<int>(members);
            foreach (var index in members.AsSpan(0, (int)Math.Round(members.Length * validation)))
                chosen[index] = true;
        }
        return new ImageSplit(Where(index => !chosen[index]), Where(index => chosen[index]));
    }

    /// <summary>The first images of the set, in order: a smaller problem of the same kind.</summary>
    /// <param name="count">How many; no more than there are.</param>
    public ImageSet Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return count == Count ? this : Where(index => index < count);
    }

    /// <summary>
    /// The images as float32 of shape [count, 1, height, width], scaled to 0 to 1. The caller disposes it.
    /// </summary>
    public Tensor Features(Device device)
    {
        var floats = new float[_pixels.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = _pixels[i] / (float)Whitest;
        return tensor(floats, [Count, 1, Height, Width], device: device);
    }

    /// <summary>The labels as int64 of shape [count]. The caller disposes it.</summary>
    public Tensor Targets(Device device) =>
        tensor(Array.ConvertAll(_labels, label => (long)label), [Count], device: device);

    private ImageSet Where(Func<int, bool> keep)
    {
        var size = Height * Width;
        var indices = Enumerable.Range(0, Count).Where(keep).ToArray();
        var pixels = new byte[indices.Length * size];
        for (var i = 0; i < indices.Length; i++)
            Image(indices[i]).CopyTo(pixels.AsSpan(i * size, size));
        return new ImageSet(Name, Height, Width, Whitest, Classes, pixels, Array.ConvertAll(indices, i => _labels[i]));
    }
}
