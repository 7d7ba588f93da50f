using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>
/// The portrait of an experiment with the trials that are not over, or may yet go on: what a screen shows, however
/// many have ended.
/// Events are taken in one after the other; not thread-safe.
/// </summary>
public sealed class LivePortrait
{
    private readonly GoingTrials _trials;
    private readonly PortraitFold _fold;

    /// <summary>The portrait of an experiment before its first event.</summary>
    public LivePortrait(string experiment)
        : this(new ExperimentPortrait(experiment), [])
    {
    }

    /// <summary>The portrait that somebody else has folded so far, to be gone on with; it is taken over.</summary>
    /// <param name="experiment">The experiment as a whole.</param>
    /// <param name="trials">The trials that are not over, and those that failed for good.</param>
    public LivePortrait(ExperimentPortrait experiment, IEnumerable<TrialPortrait> trials)
    {
        _trials = new GoingTrials(experiment.Proposed);
        foreach (var trial in trials)
        {
            _trials.Put(trial);
        }

        _fold = new PortraitFold(experiment, _trials);
    }

    /// <summary>The experiment as a whole.</summary>
    public ExperimentPortrait Experiment => _fold.Experiment;

    /// <summary>The trials that are not over, by number.</summary>
    public IEnumerable<TrialPortrait> Going => Experiment.Going.Select(_trials.Look);

    /// <summary>A trial; null if it is over or not there.</summary>
    public TrialPortrait? Find(TrialId trial) => Experiment.Going.Contains(trial) ? _trials.Look(trial) : null;

    /// <summary>Takes in the next event.</summary>
    /// <exception cref="InvalidOperationException">It cannot follow what came before it.</exception>
    public void Apply(ExperimentEvent fact)
    {
        _fold.Apply(fact);
        if (fact is ExperimentEvent.TrialEnded { Status: not TrialStatus.Errored } ended)
        {
            _trials.Forget(ended.Trial);
        }
    }

    private sealed class GoingTrials(int proposed) : ITrialPortraits
    {
        private readonly Dictionary<TrialId, TrialPortrait> _trials = [];
        private int _proposed = proposed;

        // A trial that is over can still have its checkpoints given up: nobody sees it here.
        public TrialPortrait Get(TrialId trial) => _trials.TryGetValue(trial, out var portrait) ? portrait
            : trial.Number >= 0 && trial.Number < _proposed ? new TrialPortrait(trial)
            : throw new InvalidOperationException($"an event names trial {trial}, which was never proposed");

        public TrialPortrait Look(TrialId trial) => _trials[trial];

        public void Add(TrialPortrait trial)
        {
            _trials.Add(trial.Trial, trial);
            _proposed = trial.Trial.Number + 1;
        }

        public void Put(TrialPortrait trial) => _trials.Add(trial.Trial, trial);

        public void Forget(TrialId trial) => _trials.Remove(trial);
    }
}
