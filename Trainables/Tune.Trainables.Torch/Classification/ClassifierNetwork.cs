using Tune.Trainables.Torch.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tune.Trainables.Torch.Classification;

/// <summary>Builds the networks; layers carry names, so that checkpoints read well in PyTorch too.</summary>
internal static class ClassifierNetwork
{
    public static Module<Tensor, Tensor> Build(ClassifierConfig config, ImageSet images) => config.Model switch
    {
        ClassifierModel.Mlp => Mlp(config, images),
        ClassifierModel.Cnn => Cnn(config, images),
        _ => throw new ArgumentOutOfRangeException(
            nameof(config), config.Model, "The model must be one of: Mlp, Cnn."),
    };

    private static Module<Tensor, Tensor> Mlp(ClassifierConfig config, ImageSet images) => Sequential(
        ("flat", Flatten()),
        ("fc1", Linear(images.Height * images.Width, config.Hidden)),
        ("relu1", ReLU()),
        ("drop1", Dropout(config.Dropout)),
        ("fc2", Linear(config.Hidden, config.Hidden)),
        ("relu2", ReLU()),
        ("drop2", Dropout(config.Dropout)),
        ("out", Linear(config.Hidden, images.Classes)));

    private static Module<Tensor, Tensor> Cnn(ClassifierConfig config, ImageSet images)
    {
        var channels = Math.Max(1, config.Hidden / 8);
        return Sequential(
            ("conv1", Conv2d(1, channels, kernel_size: 3, padding: 1)),
            ("relu1", ReLU()),
            ("conv2", Conv2d(channels, 2 * channels, kernel_size: 3, padding: 1)),
            ("relu2", ReLU()),
            ("pool", MaxPool2d(2)),
            ("flat", Flatten()),
            ("drop", Dropout(config.Dropout)),
            ("out", Linear(2 * channels * (images.Height / 2) * (images.Width / 2), images.Classes)));
    }
}
