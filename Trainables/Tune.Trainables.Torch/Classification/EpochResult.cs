namespace Tune.Trainables.Torch.Classification;

/// <summary>What one pass over the training images gave.</summary>
/// <param name="TrainLoss">Mean cross-entropy over the training images, in nats, as they were trained on.</param>
/// <param name="ValidationLoss">Mean cross-entropy over the validation images after the pass.</param>
/// <param name="ValidationAccuracy">The share of validation images classified rightly after the pass, 0 to 1.</param>
public readonly record struct EpochResult(double TrainLoss, double ValidationLoss, double ValidationAccuracy);
