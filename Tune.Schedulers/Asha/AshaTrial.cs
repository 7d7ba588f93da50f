using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>What ASHA remembers of a trial that is not over.</summary>
/// <param name="Bracket">Its bracket, for good.</param>
/// <param name="Mark">The highest rung where its score is recorded, and those below; null for none.</param>
/// <param name="IsParked">Whether it waits there with a checkpoint.</param>
internal readonly record struct AshaTrial(int Bracket, RungMark<Score>? Mark, bool IsParked)
{
    /// <summary>The highest rung where its score is recorded, or <see cref="RungLadder.None"/>.</summary>
    public int Rung => Mark?.Rung ?? RungLadder.None;

    /// <summary>The score recorded there.</summary>
    public Score Score => Mark?.Result ?? Score.Worst;

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static AshaTrial Carry(MemoryCarrier by, AshaTrial one) => new(
        by.Number(one.Bracket), RungMark<Score>.Carry(by, one.Mark, static (by, score) => by.Score(score)),
        by.Flag(one.IsParked));
}
