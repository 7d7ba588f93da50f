using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Quality.Virtual;

/// <summary>Checkpoints with content: what a course saved is what the clone goes on from.</summary>
internal sealed class CloneTests
{
    [Test]
    public void Run_Population_ClonesGoOnFromTheirDonorsState()
    {
        var spec = Some.Spec(trials: 8, new PbtOptions { MaxIterations = 40, Interval = 4 });

        var (result, journal) = Some.Run(spec, new Descent(), SimulationOptions.With(slots: 4));

        var clones = journal.OfType<ExperimentEvent.Decided>().Count(fact => fact.Decision is Decision.CloneFrom);
        Assert.That(clones, Is.GreaterThan(3));
        Assert.That(result.Completed, Is.EqualTo(8));
        // Alone a trial comes to 40 - 40 x, at best; only who was carried on by others gets below that.
        var alone = journal.OfType<ExperimentEvent.TrialProposed>().Min(fact => 40 - (40 * fact.Config.Real("x")));
        Assert.That(result.Best!.Value, Is.LessThanOrEqualTo(alone + 1e-9));
        Assert.That(ReplayAudit.Run(journal).Mismatches, Is.Empty);
    }

    /// <summary>Each iteration brings the loss down by x, from wherever the checkpoint had it.</summary>
    private sealed class Descent : IWorkload
    {
        public ICourse Begin(in CourseStart start)
        {
            Assert.That(start.Saved is null, Is.EqualTo(start.Iteration == 0), "state comes with its checkpoint");
            return new Course(start.Config.Real("x"), (double?)start.Saved ?? 40);
        }

        private sealed class Course(double pace, double loss) : ICourse
        {
            private double _loss = loss;

            public int Iterations => 40;

            public SimulatedStep At(int iteration) => new(1, MetricSet.Of(("loss", _loss -= pace)));

            public object? Save(int iteration) => _loss;
        }
    }
}
