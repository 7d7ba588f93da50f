using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Clustering.Tests;

/// <summary>What does not matter to a test.</summary>
internal static class Some
{
    public static ExperimentSpec Spec(string name = "sweep", int? trials = 4) => new()
    {
        Name = name,
        Trainable = "train",
        Space = new SearchSpace().Uniform("x", 0, 1),
        Objective = new Objective("acc", Mode.Max),
        Trials = trials,
        Scheduler = new FifoOptions(),
        Searcher = new RandomSearchOptions(),
    };

    public static MetricSet Acc(double value) => MetricSet.Of(("acc", value));

    /// <summary>Training code as a function.</summary>
    public static TrainableDefinition Trainable(
        Func<TrialAssignment, ITrialChannel, CancellationToken, Task<AttemptOutcome>> run, string name = "train") =>
        new(name, () => new Function(run));

    /// <summary>Reports so many times, waiting for each answer, and leaves when told to.</summary>
    /// <param name="reports">How many.</param>
    /// <param name="gate">What is waited for after the fifth; nothing if null.</param>
    public static TrainableDefinition Reporting(int reports, Task? gate = null) => Trainable(async (
        assignment, channel, kill) =>
    {
        for (var i = assignment.FromIteration + 1; i <= reports; i++)
        {
            if (i > 5 && gate is not null)
            {
                await gate.WaitAsync(kill);
            }

            var answer = await await channel.SendAsync(
                new TrialReport(i - assignment.FromIteration, i, Acc(i), null), kill);
            if (answer.Leaving == Leaving.Interrupt)
            {
                return AttemptOutcome.Interrupted.Instance;
            }

            if (answer.Leaving != Leaving.No || answer.Refused is not null)
            {
                return AttemptOutcome.Obeyed.Instance;
            }
        }

        return AttemptOutcome.Completed.Instance;
    });

    private sealed class Function(
        Func<TrialAssignment, ITrialChannel, CancellationToken, Task<AttemptOutcome>> run) : ITrainable
    {
        public Task<AttemptOutcome> RunAsync(
            TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation) =>
            run(assignment, channel, cancellation);
    }
}
