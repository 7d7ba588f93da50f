using TorchSharp;
using Tune.Engine.Randomness;
using Tune.Trainables.Torch.Checkpoints;
using Tune.Trainables.Torch.Data;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Classification;

/// <summary>
/// Trains a small network to tell images apart, one pass over the data at a time. The images stay on the device for
/// the whole training; each pass puts them in a new order that depends on the seed and the epoch alone, so a training
/// resumed from a checkpoint sees the same batches as an unbroken one.
/// </summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly optim.Optimizer _optimizer;
    private readonly (Tensor Features, Tensor Targets) _train;
    private readonly (Tensor Features, Tensor Targets) _validation;
    private readonly ClassifierConfig _config;
    private readonly ulong _seed;
    private readonly Device _device;

    /// <summary>Builds the network and puts the images on the device. Seeds Torch's random numbers, which the whole
    /// process shares.</summary>
    /// <param name="config">The network and how it is trained.</param>
    /// <param name="images">What it learns from and is judged on.</param>
    /// <param name="seed">Decides the first weights, the order of the images and what is dropped out.</param>
    /// <param name="device">Where it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value of the configuration is impossible; the message names it.
    /// </exception>
    public ImageClassifier(ClassifierConfig config, ImageSplit images, ulong seed, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(config.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(config.Hidden, 1);
        (_config, _seed, _device) = (config, seed, device);
        random.manual_seed(KeyedRandom.For(seed, "torch/classifier").NextInt(int.MaxValue));
        _network = ClassifierNetwork.Build(config, images.Train).to(device);
        _optimizer = optim.AdamW(_network.parameters(), config.LearningRate, weight_decay: config.WeightDecay);
        _train = (images.Train.Features(device), images.Train.Targets(device));
        _validation = (images.Validation.Features(device), images.Validation.Targets(device));
    }

    /// <summary>What a checkpoint of the training holds.</summary>
    public TorchTraining Training => new(_network, _optimizer);

    /// <summary>Makes one pass over the training images and judges the network.</summary>
    /// <param name="epoch">Which pass it is, from 0: it decides the order of the images.</param>
    public EpochResult Step(int epoch)
    {
        using var scope = NewDisposeScope();
        var count = _train.Targets.shape[0];
        var order = tensor(Order(checked((int)count), epoch), device: _device);
        var features = _train.Features.index_select(0, order);
        var targets = _train.Targets.index_select(0, order);
        var loss = 0.0;
        _network.train();
        for (var start = 0L; start < count; start += _config.BatchSize)
        {
            var size = Math.Min(_config.BatchSize, count - start);
            loss += size * TrainBatch(features.narrow(0, start, size), targets.narrow(0, start, size));
        }
        var (validationLoss, accuracy) = Judge();
        return new EpochResult(loss / count, validationLoss, accuracy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        foreach (var part in new[] { _train, _validation })
        {
            part.Features.Dispose();
            part.Targets.Dispose();
        }
    }

    private double TrainBatch(Tensor features, Tensor targets)
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(_network.call(features), targets);
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    private (double Loss, double Accuracy) Judge()
    {
        using var quiet = no_grad();
        _network.eval();
        var output = _network.call(_validation.Features);
        var loss = nn.functional.cross_entropy(output, _validation.Targets).item<float>();
        var right = output.argmax(1).eq(_validation.Targets).sum().item<long>();
        return (loss, (double)right / _validation.Targets.shape[0]);
    }

    private long[] Order(int count, int epoch)
    {
        var order = new long[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        KeyedRandom.For(_seed, "torch/order", epoch).Shuffle<long>(order);
        return order;
    }
}
