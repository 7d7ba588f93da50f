using Tune.Trainables.Torch.Data;
using static TorchSharp.torch;

namespace Tune.Trainables.Tests.Torch.Data;

public sealed class DigitsTests
{
    [Test]
    public void Load_Always_GivesThe1797ImagesOfTheOriginal()
    {
        var digits = Digits.Load();
        var perClass = new int[10];
        foreach (var label in digits.Labels)
            perClass[label]++;

        Assert.Multiple(() =>
        {
            Assert.That((digits.Count, digits.Height, digits.Width, digits.Classes), Is.EqualTo((1797, 8, 8, 10)));
            Assert.That(perClass, Is.EqualTo(new[] { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 }));
            Assert.That(digits.Image(0)[..8].ToArray(), Is.EqualTo(new byte[] { 0, 0, 5, 13, 9, 1, 0, 0 }));
            Assert.That(digits.Labels[^1], Is.EqualTo(8));
        });
    }

    [Test]
    public void Features_Always_LieBetweenZeroAndOne()
    {
        using var scope = NewDisposeScope();
        var features = Digits.Load().Features(CPU);

        Assert.Multiple(() =>
        {
            Assert.That(features.shape, Is.EqualTo(new long[] { 1797, 1, 8, 8 }));
            Assert.That(features.min().item<float>(), Is.Zero);
            Assert.That(features.max().item<float>(), Is.EqualTo(1f));
            Assert.That(features[0, 0, 0, 2].item<float>(), Is.EqualTo(5 / 16f));
        });
    }

    [Test]
    public void Split_EqualSeeds_GiveEqualPartsWithEveryClassInProportion()
    {
        var first = Digits.Load().Split(0.2, seed: 7);
        var again = Digits.Load().Split(0.2, seed: 7);
        var other = Digits.Load().Split(0.2, seed: 8);
        var perClass = new int[10];
        foreach (var label in first.Validation.Labels)
            perClass[label]++;

        Assert.Multiple(() =>
        {
            Assert.That(first.Train.Count + first.Validation.Count, Is.EqualTo(1797));
            Assert.That(perClass, Is.All.InRange(35, 37));
            Assert.That(AllPixels(again.Validation), Is.EqualTo(AllPixels(first.Validation)));
            Assert.That(AllPixels(other.Validation), Is.Not.EqualTo(AllPixels(first.Validation)));
        });
    }

    [TestCase(0), TestCase(1), TestCase(-0.1), TestCase(double.NaN)]
    public void Split_ShareOutsideZeroToOne_IsRefused(double share) =>
        Assert.That(() => Digits.Load().Split(share, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static byte[] AllPixels(ImageSet set) =>
        Enumerable.Range(0, set.Count).SelectMany(index => set.Image(index).ToArray()).ToArray();
}
