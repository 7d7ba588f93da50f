using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;

namespace Tune.Storage.Export;

/// <summary>Which reports of a history no longer stand. Remembers only the attempts that have such.</summary>
internal sealed class RolledBackReports
{
    private readonly LivePortrait _portrait = new("");
    private readonly Dictionary<(TrialId Trial, Attempt Attempt), int> _standsTo = [];

    /// <summary>Takes in the next event.</summary>
    public void Add(ExperimentEvent fact)
    {
        if (fact is ExperimentEvent.TrialEnded ended && _portrait.Find(ended.Trial) is { } trial)
        {
            Note(trial);
        }

        _portrait.Apply(fact);
    }

    /// <summary>There are no more events.</summary>
    public void Complete()
    {
        foreach (var trial in _portrait.Going)
        {
            Note(trial);
        }
    }

    public bool Contains(ExperimentEvent.Reported report) =>
        _standsTo.TryGetValue((report.Trial, report.Attempt), out var to) && report.Iteration > to;

    private void Note(TrialPortrait trial)
    {
        if (trial.IsRolledBack())
        {
            foreach (var (run, to) in trial.Attempts.Zip(trial.StandsTo()))
            {
                if (run.Iteration > to)
                {
                    _standsTo[(trial.Trial, run.Attempt)] = to;
                }
            }
        }
    }
}
