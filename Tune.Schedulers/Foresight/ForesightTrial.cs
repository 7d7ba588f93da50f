using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Foresight;

/// <summary>What is remembered of a trial that is not over.</summary>
/// <param name="Rung">The highest rung it was recorded at; -1 for none.</param>
/// <param name="AtRung">Its best result up to there; null without a usable one.</param>
/// <param name="Best">Its best result so far; null without a usable one.</param>
/// <param name="Mark">The rungs where a result of it is recorded; null for none.</param>
internal readonly record struct ForesightTrial(int Rung, Worth? AtRung, Worth? Best, RungMark<Worth>? Mark)
{
    /// <summary>Carries one in an algorithm's memory.</summary>
    public static ForesightTrial Carry(MemoryCarrier by, ForesightTrial one) => new(
        by.Number(one.Rung), by.Optional(one.AtRung, Worth.Carry), by.Optional(one.Best, Worth.Carry),
        RungMark<Worth>.Carry(by, one.Mark, Worth.Carry));
}
