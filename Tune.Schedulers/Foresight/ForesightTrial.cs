using Tune.Engine.Metrics;

namespace Tune.Schedulers.Foresight;

/// <summary>What is remembered of a trial that is not over.</summary>
/// <param name="Rung">The highest rung it was recorded at; -1 for none.</param>
/// <param name="AtRung">Its best score up to there.</param>
/// <param name="Best">Its best score so far.</param>
internal readonly record struct ForesightTrial(int Rung, Score AtRung, Score Best);
