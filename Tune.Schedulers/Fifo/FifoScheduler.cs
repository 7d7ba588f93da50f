using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Milestones;

namespace Tune.Schedulers.Fifo;

/// <summary>Remembers nothing, so there is nothing to restore.</summary>
internal sealed class FifoScheduler(int maxIterations) : IScheduler, ICarriesMemory
{
    public Decision Judge(in Observation seen) => seen.Iteration >= maxIterations
        ? new Decision.Stop(StopReason.BudgetUsed, $"trained its {maxIterations} iterations")
        : Decision.Continue.Instance;

    public Proposal Propose(bool mayStartNew) =>
        mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

    public int NextMilestone(TrialId trial, int iteration) =>
        iteration < maxIterations ? maxIterations : Milestone.After(iteration);

    public void Observe(TrialFact fact)
    {
    }

    public void Carry(MemoryCarrier by)
    {
    }
}
