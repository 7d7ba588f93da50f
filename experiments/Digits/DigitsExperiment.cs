using Tune.Engine.Metrics;
using Tune.Hosting;
using Tune.Schedulers.Asha;
using Tune.Trainables.Torch;
using Tune.Trainables.Torch.Classification;

namespace Tune.Experiments.Digits;

/// <summary>The main job: real training on the UCI handwritten digits, culled by ASHA.</summary>
internal static class DigitsExperiment
{
    [Experiment("UCI handwritten digits: an MLP or a CNN in TorchSharp, random search under ASHA")]
    public static Tuner Digits() => new Tuner<ClassifierConfig>(
        "digits", TorchTrainables.Class("digits", ClassifierTrainable.OnDigits))
    {
        Metric = "val_accuracy",
        Mode = Mode.Max,
        Trials = 40,
        Seed = 7,
        Scheduler = new AshaOptions { MaxIterations = 27, GracePeriod = 1, ReductionFactor = 3 },
    };
}
