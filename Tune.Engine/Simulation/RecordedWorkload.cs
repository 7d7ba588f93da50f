using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>
/// Trials that take their curves from an experiment that has run: trial 0 the first recorded curve, trial 1 the next
/// and so on, or any of them by chance. What a configuration says plays no part.
/// </summary>
/// <remarks>
/// A recorded curve ends where its trial ended, often early. Beyond that it is continued like the longer recorded curve
/// that was nearest to it there, by that curve's further changes. <see cref="LengthOf"/> tells how far a trial's curve
/// is real.
/// </remarks>
/// <param name="recording">Where the curves come from.</param>
/// <param name="iterations">How long a trial trains when nobody stops it, 1 or more; null for the longest recorded
/// curve.</param>
/// <param name="inOrder">Whether trial n takes curve n as long as there are so many; false draws each by
/// chance.</param>
/// <param name="secondsPerIteration">How long an iteration takes; null for as long as it took.</param>
public sealed class RecordedWorkload(
    Recording recording, int? iterations = null, bool inOrder = false, double? secondsPerIteration = null) : IWorkload
{
    private readonly int _iterations = iterations ?? recording.Iterations;
    private readonly double _median = recording.MedianSeconds;

    /// <inheritdoc />
    public ICourse Begin(in CourseStart start) => new Course(this, CurveOf(start.Trial, start.Seed), start.Iteration);

    /// <summary>How far the curve of a trial is real and not continued, in iterations.</summary>
    public int LengthOf(TrialId trial, ulong seed) => CurveOf(trial, seed).Steps[^1].Iteration;

    private RecordedTrial CurveOf(TrialId trial, ulong seed) => inOrder && trial.Number < recording.Trials.Length
        ? recording.Trials[trial.Number]
        : recording.Trials[KeyedRandom.For(seed, "simulation/curve", trial.Number).NextInt(recording.Trials.Length)];

    private sealed class Course(RecordedWorkload owner, RecordedTrial trial, int from) : ICourse
    {
        private readonly RecordedTrial? _like = owner.Nearest(trial);
        private int _own = IndexAfter(trial, from);
        private int _next = -1;

        public int Iterations => owner._iterations;

        public SimulatedStep At(int iteration)
        {
            while (_own < trial.Steps.Length && trial.Steps[_own].Iteration < iteration)
            {
                _own++;
            }

            if (_own < trial.Steps.Length)
            {
                var step = trial.Steps[_own];
                var before = _own == 0 ? 0 : trial.Steps[_own - 1].Iteration;
                return new SimulatedStep(
                    owner.Seconds(step.Seconds / (step.Iteration - before)),
                    step.Iteration == iteration ? step.Metrics : null);
            }

            return trial.Error is { } error
                ? new SimulatedStep(owner.Seconds(owner._median), null, error)
                : Beyond(iteration);
        }

        private SimulatedStep Beyond(int iteration)
        {
            var last = trial.Steps[^1];
            var seconds = owner.Seconds(
                last.Iteration > 0 ? trial.Steps.Sum(step => step.Seconds) / last.Iteration : owner._median);
            if (_like is null)
            {
                return new SimulatedStep(seconds, last.Metrics);
            }

            _next = _next < 0 ? IndexAfter(_like, last.Iteration) : _next;
            while (_next < _like.Steps.Length && _like.Steps[_next].Iteration < iteration)
            {
                _next++;
            }

            var other = _like.Steps[Math.Min(_next, _like.Steps.Length - 1)];
            if (_next < _like.Steps.Length && other.Iteration > iteration)
            {
                return new SimulatedStep(seconds, null);
            }

            return new SimulatedStep(
                seconds, owner.Moved(last.Metrics, other.Metrics, MetricsAt(_like, last.Iteration)));
        }
    }

    private static int IndexAfter(RecordedTrial trial, int iteration)
    {
        var index = 0;
        while (index < trial.Steps.Length && trial.Steps[index].Iteration <= iteration)
        {
            index++;
        }

        return index;
    }

    private double Seconds(double recorded) => secondsPerIteration ?? recorded;

    private static MetricSet MetricsAt(RecordedTrial trial, int iteration) =>
        trial.Steps[Math.Max(0, IndexAfter(trial, iteration) - 1)].Metrics;

    private double ValueAt(RecordedTrial trial, int iteration) => Value(MetricsAt(trial, iteration));

    private double Value(MetricSet metrics) => Value(metrics, recording.Spec.Objective.Metric);

    private static double Value(MetricSet metrics, string metric) =>
        metrics.TryGet(metric, out var value) ? value : double.NaN;

    // The other's change since then, on top of one's own last value.
    private MetricSet Moved(MetricSet last, MetricSet other, MetricSet since) => MetricSet.Of(
    [
        .. recording.Spec.NeededMetrics().Select(
            metric => (metric, Value(last, metric) + (Value(other, metric) - Value(since, metric)))),
    ]);

    // Of the curves that go on longer, the one that stood nearest where this one ends; the longest of equals.
    private RecordedTrial? Nearest(RecordedTrial trial)
    {
        var (end, own) = (trial.Steps[^1].Iteration, Value(trial.Steps[^1].Metrics));
        return end >= _iterations || !double.IsFinite(own)
            ? null
            : recording.Trials
                .Where(other => other.Steps[^1].Iteration > end && double.IsFinite(Value(other.Steps[^1].Metrics)))
                .Where(other => double.IsFinite(ValueAt(other, end)))
                .OrderBy(other => Math.Abs(ValueAt(other, end) - own))
                .ThenByDescending(other => other.Steps[^1].Iteration)
                .ThenBy(other => other.Trial)
                .FirstOrDefault();
    }
}
