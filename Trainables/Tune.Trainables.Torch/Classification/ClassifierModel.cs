namespace Tune.Trainables.Torch.Classification;

/// <summary>The network of an image classifier.</summary>
public enum ClassifierModel
{
    /// <summary>Two hidden layers with ReLU and dropout.</summary>
    Mlp,

    /// <summary>Two 3 x 3 convolutions, max pooling, dropout and a linear layer.</summary>
    Cnn,
}
