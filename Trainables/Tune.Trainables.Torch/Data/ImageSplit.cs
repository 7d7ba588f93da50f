namespace Tune.Trainables.Torch.Data;

/// <summary>A set divided into what a model learns from and what it is judged on.</summary>
/// <param name="Train">The images to learn from.</param>
/// <param name="Validation">The images to judge on.</param>
public sealed record ImageSplit(ImageSet Train, ImageSet Validation);
