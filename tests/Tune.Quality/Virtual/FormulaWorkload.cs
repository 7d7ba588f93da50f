using Tune.Engine.Metrics;
using Tune.Engine.Simulation;

namespace Tune.Quality.Virtual;

/// <summary>A workload from two formulas; the metric is called loss.</summary>
/// <param name="iterations">After which the training returns.</param>
/// <param name="value">What is reported at an iteration.</param>
/// <param name="seconds">How long an iteration takes.</param>
internal sealed class FormulaWorkload(
    int iterations, Func<CourseStart, int, double> value, Func<CourseStart, double> seconds) : IWorkload
{
    public ICourse Begin(in CourseStart start) => new Course(this, start);

    private sealed class Course(FormulaWorkload owner, CourseStart start) : ICourse
    {
        private readonly double _seconds = owner.Seconds(start);

        public int Iterations => owner.Iterations;

        public SimulatedStep At(int iteration) =>
            new(_seconds, MetricSet.Of(("loss", owner.Value(start, iteration))));
    }

    private int Iterations => iterations;

    private double Value(in CourseStart start, int iteration) => value(start, iteration);

    private double Seconds(in CourseStart start) => seconds(start);
}
