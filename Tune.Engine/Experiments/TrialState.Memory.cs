using Tune.Engine.Ports;

namespace Tune.Engine.Experiments;

public sealed partial class TrialState
{
    /// <summary>Writes a trial, or reads one.</summary>
    internal static TrialState Carried(MemoryCarrier by, TrialState? trial)
    {
        var (id, config) = (by.Trial(trial?.Id ?? default), by.Config(trial?.Config!));
        trial ??= new TrialState(id, config, []);
        trial.Carry(by);
        return trial;
    }

    private void Carry(MemoryCarrier by)
    {
        by.Line(Line);
        Status = by.Choice(Status);
        Where = by.Where(Where);
        Iteration = by.Number(Iteration);
        Sequence = by.Number(Sequence);
        Failures = by.Number(Failures);
        Losses = by.Number(Losses);
        StartedFrom = by.Optional(StartedFrom, static (by, checkpoint) => by.Checkpoint(checkpoint));
        WasPaused = by.Flag(WasPaused);
        FailedAs = (by.Number(FailedAs.Order), by.Text(FailedAs.Why ?? ""));
        RetriesUsed = by.Number(RetriesUsed);
        LossesUsed = by.Number(LossesUsed);
        Reports = by.Number(Reports);
        LastResult = by.Score(LastResult);
        LastMetrics = by.Metrics(LastMetrics);
        by.List(Missing, static (by, metric) => by.Text(metric));
        LastDecision = by.Decision(LastDecision);
        Used = by.Time(Used);
        Started = by.Time(Started);
        _forgiven = by.Time(_forgiven);
        Unjudged = by.Optional(Unjudged, static (by, seen) => by.Seen(seen));
    }
}
