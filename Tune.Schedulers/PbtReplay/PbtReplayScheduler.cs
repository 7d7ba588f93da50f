using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Milestones;

namespace Tune.Schedulers.PbtReplay;

/// <summary>A step is a clone of the trial itself: its own checkpoint, another configuration. So it is recorded, and a
/// retry goes back to it, like any other.</summary>
internal sealed class PbtReplayScheduler(PbtReplayOptions options, SearchSpace space)
    : IScheduler, ICarriesMemory
{
    private readonly Decision.Stop _budgetUsed =
        new(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");

    private int _taken;
    private bool _isLive;
    private (TrialId Trial, CheckpointRef? Checkpoint)? _parked;

    public Decision Judge(in Observation seen) =>
        seen.Iteration >= options.MaxIterations ? _budgetUsed
        : DueAt(seen.Iteration) == _taken ? Decision.Continue.Instance
        : seen.Checkpoint is null ? Decision.Pause.Instance
        : (Decision?)Step(seen.Trial, seen.Checkpoint) ?? Decision.Continue.Instance;

    public Proposal Propose(bool mayStartNew) =>
        _parked is var (trial, checkpoint)
            ? new Proposal.Resume(trial, checkpoint is null ? null : Step(trial, checkpoint))
        : mayStartNew ? Proposal.New.Instance
        : _isLive ? Proposal.Wait.Instance
        : Proposal.Exhausted.Instance;

    public int NextMilestone(TrialId trial, int iteration) => Math.Max(
        _taken < options.Steps.Length ? options.Steps[_taken].At : options.MaxIterations, Milestone.After(iteration));

    public void Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Added:
                _isLive = true;
                break;
            case TrialFact.Reopened reopened:
                (_isLive, _taken) = (true, 0);
                _taken = DueAt(reopened.Iteration);
                break;
            case TrialFact.Judged { Decision: Decision.CloneFrom clone }:
                _taken = DueAt(clone.Checkpoint.Iteration);
                break;
            case TrialFact.Parked parked:
                _parked = (parked.Trial, parked.Checkpoint);
                break;
            case TrialFact.Resumed resumed:
                _parked = null;
                _taken = resumed.As is { } step ? DueAt(step.Checkpoint.Iteration) : _taken;
                break;
            case TrialFact.Ended:
                (_isLive, _parked) = (false, null);
                break;
            default:
                break;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        _taken = by.Number(_taken);
        _isLive = by.Flag(_isLive);
        _parked = by.Optional(_parked, static (by, parked) => (
            by.Trial(parked.Trial),
            by.Optional(parked.Checkpoint, static (by, checkpoint) => by.Checkpoint(checkpoint))));
    }

    /// <summary>How many steps lie at or before an iteration.</summary>
    private int DueAt(int iteration)
    {
        var due = _taken;
        while (due < options.Steps.Length && options.Steps[due].At <= iteration)
        {
            due++;
        }

        return due;
    }

    // A trainable that jumps over a step takes the last one due.
    private Decision.CloneFrom? Step(TrialId trial, CheckpointRef checkpoint) =>
        DueAt(checkpoint.Iteration) is var due && due > _taken
            ? new Decision.CloneFrom(trial, checkpoint, space.Conform(options.Steps[due - 1].Config))
            : null;
}
