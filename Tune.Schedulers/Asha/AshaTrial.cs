using Tune.Engine.Metrics;

namespace Tune.Schedulers.Asha;

/// <summary>What ASHA remembers of a trial that is not over.</summary>
/// <param name="Bracket">Its bracket, for good.</param>
/// <param name="Rung">The highest rung where its score is recorded, or <see cref="RungLadder.None"/>.</param>
/// <param name="Score">The score recorded there.</param>
/// <param name="IsParked">Whether it waits there with a checkpoint.</param>
internal readonly record struct AshaTrial(int Bracket, int Rung, Score Score, bool IsParked);
