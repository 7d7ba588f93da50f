using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>What HyperBand remembers of a trial while its bracket is open.</summary>
/// <param name="Bracket">The number of its bracket, for good.</param>
/// <param name="Mark">The highest rung where its score is recorded, and those below; null for none.</param>
/// <param name="Goal">The rung it is coming to or, while it is parked, waits at; one above the last means R.</param>
/// <param name="IsParked">Whether it waits there with a checkpoint.</param>
internal readonly record struct HyperBandTrial(int Bracket, RungMark<Score>? Mark, int Goal, bool IsParked)
{
    /// <summary>The highest rung where its score is recorded, or <see cref="BracketPlan.None"/>.</summary>
    public int Rung => Mark?.Rung ?? BracketPlan.None;

    /// <summary>The score recorded there.</summary>
    public Score Score => Mark?.Result ?? Score.Worst;

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static HyperBandTrial Carry(MemoryCarrier by, HyperBandTrial one) => new(
        by.Number(one.Bracket), RungMark<Score>.Carry(by, one.Mark, static (by, score) => by.Score(score)),
        by.Number(one.Goal), by.Flag(one.IsParked));
}
