using Tune.Engine.Metrics;
using Tune.Engine.Randomness;

namespace Tune.Engine.Simulation;

/// <summary>
/// Trials of which nothing is known but how long an iteration takes. Their results are drawn by chance, and who is
/// ahead stays ahead: enough to say what a scheduler costs, nothing about how good the results will be.
/// </summary>
/// <param name="objective">What is reported.</param>
/// <param name="iterations">How long a trial trains when nobody stops it, 1 or more.</param>
/// <param name="seconds">The median time of an iteration, 0 or more.</param>
/// <param name="spread">How much trials differ in it: the standard deviation of the logarithm, 0 or more; default
/// 0.2.</param>
public sealed class StatedWorkload(
    Objective objective, int iterations, double seconds, double spread = 0.2) : IWorkload
{
    /// <inheritdoc />
    public ICourse Begin(in CourseStart start)
    {
        var chance = KeyedRandom.For(start.Seed, "simulation/stated", start.Trial.Number);
        var score = chance.NextUnit();
        var metrics = MetricSet.Of((objective.Metric, objective.ValueOf(Score.Of(score, Mode.Max))));
        return new Course(iterations, new SimulatedStep(seconds * Math.Exp(spread * chance.NextNormal()), metrics));
    }

    private sealed class Course(int iterations, SimulatedStep step) : ICourse
    {
        public int Iterations => iterations;

        public SimulatedStep At(int iteration) => step;
    }
}
