using Tune.Engine.Metrics;
using Tune.Trainables.Torch.Checkpoints;
using Tune.Trainables.Torch.Data;

namespace Tune.Trainables.Torch.Classification;

/// <summary>An <see cref="ImageClassifier"/> as a trainable: one iteration is one pass over the training images and
/// reports
/// <c>train_loss</c>, <c>val_loss</c> and <c>val_accuracy</c>.</summary>
/// <param name="images">Gives the images to learn from and to be judged on; called once per attempt.</param>
/// <param name="device">See <see cref="TorchTrainable{TConfig}"/>.</param>
public sealed class ClassifierTrainable(Func<ImageSplit> images, string device = "auto")
    : TorchTrainable<ClassifierConfig>(device)
{
    // One division for all trials, so that their accuracies can be compared.
    private const ulong DivisionSeed = 1;
    private const double ValidationShare = 0.2;

    private ImageClassifier? _classifier;

    /// <summary>The UCI digits: 1,438 images to learn from, 359 to be judged on, the same for every trial.</summary>
    public static ClassifierTrainable OnDigits() => new(() => Digits.Load().Split(ValidationShare, DivisionSeed));

    /// <inheritdoc/>
    protected override TorchTraining Build(ClassifierConfig config)
    {
        _classifier = new ImageClassifier(config, images(), Context.Seed, Device);
        return _classifier.Training;
    }

    /// <inheritdoc/>
    protected override MetricSet? Train()
    {
        var result = _classifier!.Step(Context.Iteration);
        return MetricSet.Of(
            ("train_loss", result.TrainLoss),
            ("val_loss", result.ValidationLoss),
            ("val_accuracy", result.ValidationAccuracy));
    }

    /// <inheritdoc/>
    protected override void Release() => _classifier?.Dispose();
}
