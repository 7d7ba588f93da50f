using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>
/// What the nodes have been told so far. What they should be doing is derived from the state; the difference is what to
/// tell them now.
/// </summary>
internal sealed class DutyBook
{
    private Dictionary<TrialId, (Attempt Attempt, Leaving How)> _told = [];

    /// <summary>Notes that an attempt has learnt with an answer that it should leave.</summary>
    public void Tell(TrialId trial, Attempt attempt, Leaving how) => _told[trial] = (attempt, how);

    /// <summary>The difference, after which the nodes count as told.</summary>
    public Difference Settle(ExperimentState state)
    {
        var told = new Dictionary<TrialId, (Attempt Attempt, Leaving How)>(_told.Count);
        var runs = new List<Duty.Run>();
        var leaves = new List<Duty.Leave>();
        var unknown = new List<Duty.Leave>();
        foreach (var duty in ExperimentMachine.Outstanding(state))
        {
            switch (duty)
            {
                case Duty.Run run:
                    if (!Knows(run.Trial, run.Attempt, out _))
                    {
                        runs.Add(run);
                    }

                    told[run.Trial] = (run.Attempt, Leaving.No);
                    break;
                case Duty.Leave leave:
                    if (!Knows(leave.Trial, leave.Attempt, out var how))
                    {
                        unknown.Add(leave);
                    }
                    else if (how != leave.How)
                    {
                        leaves.Add(leave);
                    }

                    told[leave.Trial] = (leave.Attempt, leave.How);
                    break;
            }
        }

        _told = told;
        return new Difference(runs, leaves, unknown);
    }

    private bool Knows(TrialId trial, Attempt attempt, out Leaving how)
    {
        var isKnown = _told.TryGetValue(trial, out var told) && told.Attempt == attempt;
        how = isKnown ? told.How : Leaving.No;
        return isKnown;
    }

    /// <summary>What to tell.</summary>
    /// <param name="Runs">Attempts to start.</param>
    /// <param name="Leaves">Attempts to send away.</param>
    /// <param name="NeverStarted">Attempts that should leave before anybody was told to run them.</param>
    internal sealed record Difference(
        IReadOnlyList<Duty.Run> Runs, IReadOnlyList<Duty.Leave> Leaves, IReadOnlyList<Duty.Leave> NeverStarted);
}
