using Tune.Engine.Spaces;
using Tune.Trainables.Torch.Checkpoints;
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

        var best = Enumerable.Range(0, epochs).Max(epoch => classifier.Step(epoch).ValidationAccuracy);

        Assert.That(best, Is.GreaterThanOrEqualTo(0.97));
    }

    [TestCase(ClassifierModel.Mlp), TestCase(ClassifierModel.Cnn)]
    public void Load_InTheMiddle_GivesTheSameEpochsBitwise(ClassifierModel model)
    {
        var folder = Directory.CreateTempSubdirectory("classifier-").FullName;
        var config = Good with { Model = model, Hidden = 32 };
        using var straight = new ImageClassifier(config, Images, seed: 5, CPU);
        EpochResult[] expected = [straight.Step(0), straight.Step(1), straight.Step(2), straight.Step(3)];

        using (var first = new ImageClassifier(config, Images, seed: 5, CPU))
        {
            first.Step(0);
            first.Step(1);
            TorchCheckpoint.Save(folder, first.Training);
        }
        using var second = new ImageClassifier(config, Images, seed: 5, CPU);
        TorchCheckpoint.Load(folder, second.Training);
        Directory.Delete(folder, recursive: true);

        Assert.That(new[] { second.Step(2), second.Step(3) }, Is.EqualTo(expected[2..]));
    }

    [Test]
    public void Step_ManyTimes_LeavesNoTensorBehind()
    {
        using var classifier = new ImageClassifier(Good with { Hidden = 16 }, Images, seed: 5, CPU);
        classifier.Step(0);
        var before = Tensor.TotalCount;

        classifier.Step(1);
        classifier.Step(2);

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Step_OtherSeed_GivesAnotherTraining()
    {
        using var one = new ImageClassifier(Good, Images, seed: 1, CPU);
        var first = one.Step(0);
        using var two = new ImageClassifier(Good, Images, seed: 2, CPU);

        Assert.That(two.Step(0), Is.Not.EqualTo(first));
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
