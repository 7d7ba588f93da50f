using Tune.Engine.Spaces;
using Tune.Trainables.Torch.Classification;
using Tune.Trainables.Torch.Data;
using static TorchSharp.torch;

namespace Tune.Trainables.Tests.Torch.Classification;

public sealed class ImageClassifierTests
{
    private static readonly ClassifierConfig Good = new(ClassifierModel.Mlp, 3e-3, 64, 128, 0.2, 1e-4);
    private static readonly ImageSplit Images = Digits.Load().Split(0.2, seed: 1);

    [SetUp]
    public void OneThread() => set_num_threads(1);

    [TestCase(ClassifierModel.Mlp, 27), TestCase(ClassifierModel.Cnn, 12)]
    public void Step_GoodConfiguration_ReachesTheAccuracyTheSweepMustShow(ClassifierModel model, int epochs)
    {
        using var classifier = new ImageClassifier(Good with { Model = model }, Images, seed: 5, CPU);

        var best = Enumerable.Range(0, epochs).Max(_ => classifier.Step().ValidationAccuracy);

        Assert.That(best, Is.GreaterThanOrEqualTo(0.97));
    }

    [TestCase(ClassifierModel.Mlp), TestCase(ClassifierModel.Cnn)]
    public void Load_InTheMiddle_GivesTheSameEpochsBitwise(ClassifierModel model)
    {
        var folder = Directory.CreateTempSubdirectory("classifier-").FullName;
        var config = Good with { Model = model, Hidden = 32 };
        using var straight = new ImageClassifier(config, Images, seed: 5, CPU);
        EpochResult[] expected = [straight.Step(), straight.Step(), straight.Step(), straight.Step()];

        using (var first = new ImageClassifier(config, Images, seed: 5, CPU))
        {
            first.Step();
            first.Step();
            first.Save(folder);
        }
        using var second = new ImageClassifier(config, Images, seed: 5, CPU);
        second.Load(folder);
        Directory.Delete(folder, recursive: true);

        Assert.That(second.Epoch, Is.EqualTo(2));
        Assert.That(new[] { second.Step(), second.Step() }, Is.EqualTo(expected[2..]));
    }

    [Test]
    public void Step_ManyTimes_LeavesNoTensorBehind()
    {
        using var classifier = new ImageClassifier(Good with { Hidden = 16 }, Images, seed: 5, CPU);
        classifier.Step();
        var before = Tensor.TotalCount;

        classifier.Step();
        classifier.Step();

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Step_OtherSeed_GivesAnotherTraining()
    {
        using var one = new ImageClassifier(Good, Images, seed: 1, CPU);
        var first = one.Step();
        using var two = new ImageClassifier(Good, Images, seed: 2, CPU);

        Assert.That(two.Step(), Is.Not.EqualTo(first));
    }

    [Test]
    public void SpaceOf_TheConfiguration_NamesEveryKnob() =>
        Assert.That(
            SearchSpace.Of<ClassifierConfig>().Parameters.Select(parameter => parameter.Name.ToString()),
            Is.EqualTo(new[] { "model", "learning_rate", "batch_size", "hidden", "dropout", "weight_decay" }));

    [TestCase(0, 8), TestCase(8, 0)]
    public void New_ImpossibleSize_IsRefused(int batch, int hidden) =>
        Assert.That(
            () => new ImageClassifier(Good with { BatchSize = batch, Hidden = hidden }, Images, 1, CPU),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
}
