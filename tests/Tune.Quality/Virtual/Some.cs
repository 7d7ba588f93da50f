using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Quality.Virtual;

/// <summary>What does not matter to a test.</summary>
internal static class Some
{
    public static ExperimentSpec Spec(int trials = 4, SchedulerOptions? scheduler = null, ulong seed = 1) => new()
    {
        Name = "some",
        Trainable = "some",
        Space = new SearchSpace().Uniform("x", 0, 1).LogUniform("rate", 0.01, 1),
        Objective = new Objective("loss", Mode.Min),
        Trials = trials,
        Seed = seed,
        Searcher = new RandomSearchOptions(),
        Scheduler = scheduler ?? new FifoOptions(),
    };

    /// <summary>Curves that fall to x, quickly or slowly; every iteration takes the same time.</summary>
    public static IWorkload Curves(int iterations, double seconds = 1) => new FormulaWorkload(
        iterations,
        (start, iteration) => start.Config.Real("x") + Math.Exp(-start.Config.Real("rate") * iteration),
        _ => seconds);

    public static (SimulationResult Result, List<ExperimentEvent> Journal) Run(
        ExperimentSpec spec, IWorkload workload, SimulationOptions? options = null)
    {
        var journal = new List<ExperimentEvent>();
        return (Simulator.Run(spec, workload, options, journal.Add), journal);
    }
}
