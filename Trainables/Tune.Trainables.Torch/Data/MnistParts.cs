namespace Tune.Trainables.Torch.Data;

/// <summary>The two parts of a set of the MNIST family.</summary>
/// <param name="Train">The official training part.</param>
/// <param name="Test">The official test part. Judge a finished choice on it; tune on a split of <paramref
/// name="Train"/>.</param>
public sealed record MnistParts(ImageSet Train, ImageSet Test);
