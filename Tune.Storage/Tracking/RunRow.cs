using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>What the projection knows of one attempt.</summary>
internal sealed class RunRow(Attempt attempt, string node, int slot, Moment started, int fromIteration)
{
    public Attempt Attempt => attempt;

    public string Node => node;

    public int Slot => slot;

    public Moment Started => started;

    public int FromIteration => fromIteration;

    public Moment? Ended { get; set; }

    public AttemptOutcome? Outcome { get; set; }

    public Decision Decision { get; set; } = Decision.Continue.Instance;

    public RunSummary ToSummary(TrialId trial) =>
        new(trial, Attempt, Node, Slot, Started, Ended, FromIteration, Outcome, Decision);
}
