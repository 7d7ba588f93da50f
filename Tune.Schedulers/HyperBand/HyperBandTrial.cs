using Tune.Engine.Metrics;

namespace Tune.Schedulers.HyperBand;

/// <summary>What HyperBand remembers of a trial while its bracket is open.</summary>
/// <param name="Bracket">The number of its bracket, for good.</param>
/// <param name="Rung">The highest rung where its score is recorded, or <see cref="BracketPlan.None"/>.</param>
/// <param name="Goal">The rung it is coming to or, while it is parked, waits at; one above the last means R.</param>
/// <param name="Score">The score recorded at its rung.</param>
/// <param name="IsParked">Whether it waits there with a checkpoint.</param>
internal readonly record struct HyperBandTrial(int Bracket, int Rung, int Goal, Score Score, bool IsParked);
