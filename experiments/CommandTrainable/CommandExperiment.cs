using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Schedulers.Asha;
using Tune.Trainables;

namespace Tune.Experiments.CommandTrainable;

/// <summary>A trial in another language: any program that prints its reports.</summary>
internal static class CommandExperiment
{
    [Experiment("A trial in Python, standard library only: logistic regression, paused and promoted by ASHA")]
    public static Tuner Logistic() => new(
        "logistic",
        Trainable.Command(
            "logistic", "python3", Path.Combine(AppContext.BaseDirectory, "CommandTrainable", "train.py")),
        new SearchSpace().LogUniform("learning_rate", 1e-4, 1).LogUniform("l2", 1e-6, 1e-1).Constant("epochs", 27))
    {
        Metric = "accuracy",
        Mode = Mode.Max,
        Trials = 12,
        Seed = 1,
        Scheduler = new AshaOptions
        {
            Variant = AshaVariant.Promotion, MaxIterations = 27, GracePeriod = 3, ReductionFactor = 3,
        },
    };
}
