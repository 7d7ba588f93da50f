using TorchSharp.Modules;
using Tune.Trainables.Torch.Checkpoints;
using Tune.Trainables.Torch.Data;
using static TorchSharp.torch;

namespace Tune.Trainables.Tests.Torch.Checkpoints;

public sealed class TorchCheckpointTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("checkpoint-").FullName;
        set_num_threads(1);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("mlp", "adam"), TestCase("mlp", "amsgrad"), TestCase("mlp", "adamw"), TestCase("mlp", "rmsprop")]
    [TestCase("mlp", "nadam"), TestCase("mlp", "groups"), TestCase("cnn", "sgd"), TestCase("cnn", "adam")]
    public void Load_IntoFreshObjects_GoesOnBitwiseAsIfUnbroken(string model, string optimizer)
    {
        using var straight = new Training(model, optimizer, seed: 11);
        straight.Epochs(4);

        using (var first = new Training(model, optimizer, seed: 11))
        {
            first.Epochs(2);
            first.Save(_folder);
        }
        // Another seed: everything that matters must come from the checkpoint.
        using var second = new Training(model, optimizer, seed: 99);
        var notes = second.Load(_folder);
        second.Epochs(2);

        Assert.That(second.Weights(), Is.EqualTo(straight.Weights()));
        Assert.That(notes["epoch"], Is.EqualTo("2"));
    }

    [Test]
    public void Load_WithoutOptions_KeepsTheNewLearningRateAndTakesTheMemory()
    {
        using var parent = new Training("mlp", "adam", seed: 1, rate: 0.01);
        parent.Epochs(1);
        parent.Save(_folder);
        using var clone = new Training("mlp", "adam", seed: 2, rate: 0.5);

        clone.Load(_folder, new RestoreScope(Options: false, Random: true));

        Assert.Multiple(() =>
        {
            Assert.That(clone.Weights(), Is.EqualTo(parent.Weights()));
            Assert.That(clone.Rate, Is.Not.EqualTo(parent.Rate).And.GreaterThan(0.1));
        });
    }

    [TestCase(TorchCheckpoint.ModelFile), TestCase(TorchCheckpoint.TrainingFile)]
    public void Load_OneFlippedBit_IsRefusedAndTouchesNothing(string file)
    {
        using var saved = new Training("mlp", "adam", seed: 1);
        saved.Epochs(1);
        saved.Save(_folder);
        var path = Path.Combine(_folder, file);
        var bytes = File.ReadAllBytes(path);
        bytes[^9] ^= 4;
        File.WriteAllBytes(path, bytes);
        using var fresh = new Training("mlp", "adam", seed: 2);
        var before = fresh.Weights();

        Assert.That(
            () => fresh.Load(_folder), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("damaged"));
        Assert.That(fresh.Weights(), Is.EqualTo(before));
    }

    [TestCase("cnn", "adam", "model"), TestCase("mlp", "sgd", "Adam"), TestCase("wide", "adam", "fc1.weight")]
    public void Load_AnotherModelOrOptimizer_IsRefusedByName(string model, string optimizer, string named)
    {
        using var saved = new Training("mlp", "adam", seed: 1);
        saved.Epochs(1);
        saved.Save(_folder);
        using var other = new Training(model, optimizer, seed: 2);
        var before = other.Weights();

        Assert.That(() => other.Load(_folder), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(named));
        Assert.That(other.Weights(), Is.EqualTo(before));
    }

    [Test]
    public void Load_FolderWithoutManifest_IsRefused()
    {
        using var fresh = new Training("mlp", "adam", seed: 2);

        Assert.That(
            () => fresh.Load(_folder),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(TorchCheckpoint.ManifestFile));
    }

    [Test]
    public void Of_ScheduleThatFollowsAMetric_IsRefused()
    {
        using var training = new Training("mlp", "adam", seed: 1);

        Assert.That(
            () => new LearningRateSchedule(optim.lr_scheduler.ReduceLROnPlateau(training.Optimizer)),
            Throws.ArgumentException.With.Message.Contains("ReduceLROnPlateau"));
    }

    /// <summary>
    /// A small training with dropout, momentum and a schedule: everything whose state can be forgotten.
    /// </summary>
    private sealed class Training : IDisposable
    {
        private readonly nn.Module<Tensor, Tensor> _model;
        private readonly LearningRateSchedule _schedule;
        private readonly Tensor _features;
        private readonly Tensor _targets;
        private int _epoch;

        public Training(string model, string optimizer, long seed, double rate = 0.01)
        {
            random.manual_seed(seed);
            var images = Digits.Load().Take(160);
            (_features, _targets) = (images.Features(CPU), images.Targets(CPU));
            _model = model == "cnn" ? Cnn() : Mlp(model == "wide" ? 48 : 32);
            Optimizer = optimizer switch
            {
                "sgd" => optim.SGD(_model.parameters(), rate, momentum: 0.9, nesterov: true),
                "amsgrad" => optim.Adam(_model.parameters(), rate, amsgrad: true),
                "adamw" => optim.AdamW(_model.parameters(), rate, weight_decay: 0.1),
                "rmsprop" => optim.RMSProp(_model.parameters(), rate, momentum: 0.5, centered: true),
                "nadam" => optim.NAdam(_model.parameters(), rate),
                "groups" => optim.Adam(
                    [
                        new Adam.ParamGroup(_model.parameters().Take(2), lr: rate),
                        new Adam.ParamGroup(_model.parameters().Skip(2), lr: rate / 3, weight_decay: 0.01),
                    ]),
                _ => optim.Adam(_model.parameters(), rate),
            };
            _schedule = new LearningRateSchedule(optim.lr_scheduler.StepLR(Optimizer, 3, 0.5));
        }

        public optim.Optimizer Optimizer { get; }

        public double Rate => Optimizer.ParamGroups.First().LearningRate;

        private TorchTraining Objects => new(_model, Optimizer, _schedule);

        public void Epochs(int count)
        {
            for (var last = _epoch + count; _epoch < last; _epoch++)
            {
                for (var start = 0; start < 160; start += 32)
                {
                    using var scope = NewDisposeScope();
                    Optimizer.zero_grad();
                    var output = _model.call(_features.narrow(0, start, 32));
                    nn.functional.cross_entropy(output, _targets.narrow(0, start, 32)).backward();
                    Optimizer.step();
                }
                _schedule.Step();
            }
        }

        public void Save(string folder) => TorchCheckpoint.Save(
            folder, Objects, new Dictionary<string, string> { ["epoch"] = $"{_epoch}" });

        public IReadOnlyDictionary<string, string> Load(string folder, RestoreScope? scope = null) =>
            TorchCheckpoint.Load(folder, Objects, scope);

        public byte[] Weights() => _model.state_dict().Values
            .SelectMany(tensor => { using var plain = tensor.detach().contiguous(); return plain.bytes.ToArray(); })
            .ToArray();

        public void Dispose()
        {
            Optimizer.Dispose();
            _model.Dispose();
            _features.Dispose();
            _targets.Dispose();
        }

        private static nn.Module<Tensor, Tensor> Mlp(int hidden) => nn.Sequential(
            ("flat", nn.Flatten()), ("fc1", nn.Linear(64, hidden)), ("relu", nn.ReLU()), ("drop", nn.Dropout(0.3)),
            ("fc2", nn.Linear(hidden, 10)));

        private static nn.Module<Tensor, Tensor> Cnn() => nn.Sequential(
            ("conv", nn.Conv2d(1, 8, 3, padding: 1)), ("norm", nn.BatchNorm2d(8)), ("relu", nn.ReLU()),
            ("pool", nn.MaxPool2d(2)), ("drop", nn.Dropout(0.2)), ("flat", nn.Flatten()),
            ("fc", nn.Linear(128, 10)));
    }
}
