using Tune.Engine.Experiments;

namespace Tune.Engine.Simulation;

/// <summary>
/// Runs an experiment in virtual time: discrete events, the real <see cref="ExperimentMachine"/> with the real
/// scheduler, searcher and stop rules, made-up machines and training.
/// </summary>
/// <remarks>
/// The experiment's seed decides everything: the same spec, workload and options give the same journal, byte for byte,
/// on every machine. Nothing is stored and no clock is read; a run takes as long as the decisions take to compute, a
/// few microseconds for a report.
/// </remarks>
public static class Simulator
{
    /// <summary>Runs an experiment from its submission to its end.</summary>
    /// <param name="spec">The experiment. Its trainable's name is not looked at.</param>
    /// <param name="workload">What stands in for the training.</param>
    /// <param name="options">The machines; null for one slot that never breaks.</param>
    /// <param name="observe">Is given every event of the journal in order; null if nobody wants them. Nothing keeps
    /// them otherwise.</param>
    /// <param name="cancellation">Gives up between two events.</param>
    /// <exception cref="InvalidExperimentException">The spec has problems.</exception>
    /// <exception cref="ArgumentException">The options have problems, or the workload gives a step with a negative or
    /// unbounded time, or a course without iterations.</exception>
    /// <exception cref="InvalidOperationException">It comes to more time than can be counted, or to a standstill.
    /// </exception>
    public static SimulationResult Run(
        ExperimentSpec spec, IWorkload workload, SimulationOptions? options = null,
        Action<ExperimentEvent>? observe = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(workload);
        options ??= new SimulationOptions();
        if (spec.Problems().ToList() is { Count: > 0 } problems)
        {
            throw new InvalidExperimentException(spec.Name, problems);
        }

        if (options.Problems().ToList() is { Count: > 0 } wrong)
        {
            throw new ArgumentException(string.Join(" ", wrong), nameof(options));
        }

        try
        {
            return new SimulationRun(spec, workload, options, observe).ToEnd(cancellation);
        }
        catch (OverflowException beyond)
        {
            throw new InvalidOperationException(
                $"The simulation of '{spec.Name}' comes to more than 29,000 years, which cannot be counted: give fewer "
                + "trials or iterations, or less time for each.", beyond);
        }
    }
}
