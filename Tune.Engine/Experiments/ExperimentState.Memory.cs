using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public sealed partial class ExperimentState
{
    /// <summary>Writes everything but the two specs, or takes it into a state that has just begun with them.</summary>
    internal void Carry(MemoryCarrier by)
    {
        CarryNumbers(by);
        by.List(Unreported, static (by, metric) => by.Text(metric));
        by.List(Unusable, static (by, metric) => by.Text(metric));
        by.Map(Held, static (by, node) => by.Text(node), static (by, slots) => by.Slots(slots));
        by.Map(Live, static (by, id) => by.Trial(id), static (by, trial) => TrialState.Carried(by, trial));
        by.Map(Failed, static (by, id) => by.Trial(id), static (by, trial) => TrialState.Carried(by, trial));
        Acts.Carry(by);
        Checkpoints.Carry(by);
        Podium.Top = by.Places(Podium.Top);
        Podium.Settled = by.Places(Podium.Settled);
        if (by.Flag(Tried is not null))
        {
            (Tried ?? throw new InvalidDataException("points that were tried, and nobody keeps them")).Carry(by);
        }

        if (by.IsReading)
        {
            // The rule in force may be a later one than that at the beginning.
            Stopper = Spec!.Stop?.Create(Spec.Objective, Spec.TellsPartial, Spec.RanksByLength);
            foreach (var trial in Live.Values)
            {
                Move(trial, trial.Status);
            }

            Crown();
        }

        Stopper?.Carry(by);
        by.Inner(Scheduler);
        by.Inner(Searcher);
    }

    private void CarryNumbers(MemoryCarrier by)
    {
        for (var status = 0; status < _ended.Length; status++)
        {
            _ended[status] = by.Number(_ended[status]);
        }

        Status = by.Choice(Status);
        Why = by.Text(Why);
        Term = new Term(by.Number(Term.Number));
        IsOpen = by.Flag(IsOpen);
        IsDraining = by.Flag(IsDraining);
        Last = new Moment(by.Number(Last.UtcTicks), by.Number(Last.ActiveTicks));
        Proposed = by.Number(Proposed);
        Reports = by.Number(Reports);
        HasWhole = by.Flag(HasWhole);
        Decisions = by.Number(Decisions);
        Refusals = by.Number(Refusals);
        InputsHash = by.Word(InputsHash);
        _failures = by.Number(_failures);
    }
}
