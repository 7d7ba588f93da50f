using Tune.Engine.Spaces;

namespace Tune.Trainables.Torch.Classification;

/// <summary>What can be tuned about an image classifier; the attributes are a search space for images of a few dozen
/// pixels a side. Values outside them are allowed to whoever makes a configuration by hand.</summary>
/// <param name="Model">The network.</param>
/// <param name="LearningRate">AdamW's step size.</param>
/// <param name="BatchSize">Images per step.</param>
/// <param name="Hidden">The network's width: neurons per hidden layer of the MLP; the CNN has an eighth of it as
/// channels of its first convolution and a quarter in its second.</param>
/// <param name="Dropout">The share of activations dropped while training.</param>
/// <param name="WeightDecay">AdamW's decoupled weight decay.</param>
public sealed record ClassifierConfig(
    ClassifierModel Model,
    [LogUniform(1e-4, 1e-1)] double LearningRate,
    [Ordinal(16, 32, 64, 128)] int BatchSize,
    [Ordinal(32, 64, 128, 256)] int Hidden,
    [Uniform(0, 0.6)] double Dropout,
    [LogUniform(1e-6, 1e-2)] double WeightDecay);
