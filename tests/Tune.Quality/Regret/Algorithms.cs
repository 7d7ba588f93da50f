using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Schedulers;
using Tune.Schedulers.Asha;

namespace Tune.Quality.Regret;

/// <summary>Every algorithm of the catalogue with its default options, and the variants of ASHA.</summary>
internal static class Algorithms
{
    private const int Turns = 10;

    public static IEnumerable<string> Searchers => SchedulerCatalog.All.Searchers.Select(entry => entry.Name);

    public static IEnumerable<string> Schedulers =>
        SchedulerCatalog.All.Schedulers.Select(entry => entry.Name)
            .Concat(["default", "asha-promotion", "asha-3-brackets"]);

    public static SearcherOptions Searcher(string name) => (SearcherOptions)Make(name, iterations: 1);

    public static SchedulerOptions Scheduler(string name, int iterations) => name switch
    {
        "default" => DefaultAlgorithms.Scheduler(iterations),
        "asha-promotion" => new AshaOptions { MaxIterations = iterations, Variant = AshaVariant.Promotion },
        "asha-3-brackets" => new AshaOptions { MaxIterations = iterations, Brackets = 3 },
        _ => (SchedulerOptions)Make(name, iterations),
    };

    /// <summary>Why the two cannot run on a problem; null if they can.</summary>
    public static string? WhyNot(ExperimentSpec spec)
    {
        try
        {
            return spec.Problems().FirstOrDefault();
        }
        catch (NullReferenceException)
        {
            return "an option without a default is missing";
        }
    }

    // What must be said is how long a trial may train and, for populations, how often they meet; everything else keeps
    // its default.
    private static object Make(string name, int iterations)
    {
        var type = SchedulerCatalog.All.TypeOf(name)
            ?? throw new ArgumentException($"There is no algorithm '{name}'.", nameof(name));
        var options = Activator.CreateInstance(type)!;
        Set("MaxIterations", iterations);
        Set("Interval", Math.Max(1, iterations / Turns));
        Set("Turn", Math.Max(1, iterations / Turns));
        return options;

        void Set(string option, int value)
        {
            if (type.GetProperty(option) is { CanWrite: true } found && found.PropertyType == typeof(int))
            {
                found.SetValue(options, value);
            }
        }
    }
}
