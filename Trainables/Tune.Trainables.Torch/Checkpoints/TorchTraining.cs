using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>The objects whose state is a training's state.</summary>
/// <param name="Model">The module that learns.</param>
/// <param name="Optimizer">Its optimizer; null for a module that is only kept.</param>
/// <param name="Schedule">The learning rate schedule of that optimizer, if there is one.</param>
public sealed record TorchTraining(
    nn.Module Model, optim.Optimizer? Optimizer = null, LearningRateSchedule? Schedule = null);
