using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;

namespace Tune.Schedulers.PbtReplay;

/// <summary>
/// The schedule of configurations behind one trial of a population: not what that trial was given over time, but what
/// the weights it ended with were trained with, from the first iteration on, through every donor they came from.
/// </summary>
/// <param name="Initial">The configuration at the beginning.</param>
/// <param name="Steps">The changes, in rising order of their iterations.</param>
public sealed record PbtLineage(Configuration Initial, ImmutableArray<PbtStep> Steps)
{
    /// <summary>Reads a trial's lineage from a history, finished or not.</summary>
    /// <param name="history">Every event of the experiment, from the first on: see <c>IJournal.Read</c>.</param>
    /// <param name="trial">Which trial; the best one is in the experiment's result.</param>
    /// <exception cref="ArgumentException">The history has no such trial.</exception>
    public static PbtLineage Of(IEnumerable<ExperimentEvent> history, TrialId trial)
    {
        var now = new Dictionary<TrialId, Link>();
        var saved = new Dictionary<(TrialId, CheckpointRef), Link>();
        foreach (var fact in history)
        {
            switch (fact)
            {
                case ExperimentEvent.TrialProposed proposed:
                    now[proposed.Trial] = new Link(null, 0, proposed.Config);
                    break;
                case ExperimentEvent.CheckpointSaved save:
                    saved[(save.Trial, save.Checkpoint)] = now[save.Trial];
                    break;
                case ExperimentEvent.CheckpointDropped dropped:
                    saved.Remove((dropped.Trial, dropped.Checkpoint));
                    break;
                case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } decided:
                    // What led to these weights, whatever has become of the donor since.
                    now[decided.Trial] = new Link(
                        saved[(clone.Donor, clone.Checkpoint)], clone.Checkpoint.Iteration, clone.Config);
                    break;
                default:
                    break;
            }
        }

        return now.TryGetValue(trial, out var last)
            ? last.Whole()
            : throw new ArgumentException($"The history has no trial {trial}.", nameof(trial));
    }

    /// <summary>
    /// The experiment that trains one trial along this lineage: the same space, objective and trainable under another
    /// name, with nothing left to search.
    /// </summary>
    /// <param name="spec">The population's experiment.</param>
    /// <param name="name">The new experiment's name.</param>
    /// <param name="maxIterations">The budget of the one trial, above the last change; usually that of the population.
    /// </param>
    public ExperimentSpec Replay(ExperimentSpec spec, string name, int maxIterations) => spec with
    {
        Name = name,
        Trials = 1,
        PointsToEvaluate = [Initial],
        Searcher = new Search.RandomSearch.RandomSearchOptions(),
        Scheduler = Steps.IsEmpty
            ? new FifoOptions { MaxIterations = maxIterations }
            : new PbtReplayOptions { MaxIterations = maxIterations, Steps = Steps },
    };

    /// <summary>Same schedule.</summary>
    public bool Equals(PbtLineage? other) =>
        other is not null && Initial.Equals(other.Initial) && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => unchecked((int)Initial.Fingerprint) + Steps.Length;

    // A list that grows at the end and shares everything before it.
    private sealed record Link(Link? Before, int At, Configuration Config)
    {
        public PbtLineage Whole()
        {
            var steps = new List<PbtStep>();
            var link = this;
            for (; link.Before is not null; link = link.Before)
            {
                steps.Add(new PbtStep(link.At, link.Config));
            }

            steps.Reverse();
            return new PbtLineage(link.Config, [.. steps]);
        }
    }
}
