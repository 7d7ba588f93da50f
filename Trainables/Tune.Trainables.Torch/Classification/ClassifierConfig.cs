namespace Tune.Trainables.Torch.Classification;

/// <summary>What can be tuned about an image classifier.</summary>
/// <param name="Model">The network.</param>
/// <param name="LearningRate">AdamW's step size.</param>
/// <param name="BatchSize">Images per step.</param>
/// <param name="Hidden">The network's width: neurons per hidden layer of the MLP; the CNN has an eighth of it as
/// channels of its first convolution and a quarter in its second.</param>
/// <param name="Dropout">The share of activations dropped while training.</param>
/// <param name="WeightDecay">AdamW's decoupled weight decay.</param>
public sealed record ClassifierConfig(
    ClassifierModel Model,
    double LearningRate,
    int BatchSize,
    int Hidden,
    double Dropout,
    double WeightDecay);
