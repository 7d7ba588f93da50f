namespace Tune.Engine.Simulation;

/// <summary>
/// What stands in for training in a simulation: what a trial with a configuration would report at each iteration, and
/// how long each iteration would take. A table of finished trainings, a surrogate model, recorded curves, a formula.
/// </summary>
/// <remarks>
/// Must be a pure function of what it is asked: chance comes from <c>KeyedRandom</c> with
/// <see cref="CourseStart.Seed"/>. Courses are made when attempts start and dropped when they end, so a workload needs
/// to remember nothing of its trials. To run several simulations at once it must be safe for many threads.
/// </remarks>
public interface IWorkload
{
    /// <summary>An attempt begins.</summary>
    ICourse Begin(in CourseStart start);
}
