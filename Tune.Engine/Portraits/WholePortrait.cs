using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>The portrait of an experiment with all of its trials in memory.</summary>
public sealed class WholePortrait
{
    private readonly TrialList _trials = new();
    private readonly PortraitFold _fold;

    /// <summary>The portrait of an experiment before its first event.</summary>
    public WholePortrait(string experiment) => _fold = new PortraitFold(new ExperimentPortrait(experiment), _trials);

    /// <summary>The experiment as a whole.</summary>
    public ExperimentPortrait Experiment => _fold.Experiment;

    /// <summary>Its trials, by number.</summary>
    public IReadOnlyList<TrialPortrait> Trials => _trials.All;

    /// <summary>Takes in the next event.</summary>
    /// <exception cref="InvalidOperationException">It cannot follow what came before it.</exception>
    public void Apply(ExperimentEvent fact) => _fold.Apply(fact);

    private sealed class TrialList : ITrialPortraits
    {
        public List<TrialPortrait> All { get; } = [];

        public TrialPortrait Get(TrialId trial) => trial.Number >= 0 && trial.Number < All.Count
            ? All[trial.Number]
            : throw new InvalidOperationException($"an event names trial {trial}, which was never proposed");

        public TrialPortrait Look(TrialId trial) => Get(trial);

        public void Add(TrialPortrait trial)
        {
            if (trial.Trial.Number != All.Count)
            {
                throw new InvalidOperationException($"trial {trial.Trial} comes after {All.Count} trials");
            }

            All.Add(trial);
        }
    }
}
