namespace Tune.Engine.Analysis.Fanova;

/// <summary>How the forest behind the importances is grown.</summary>
/// <param name="Trees">How many trees, 1 or more; 64 by default.</param>
/// <param name="LeafMin">The fewest trials in a leaf, 1 or more; 3 by default, so that a leaf is not one trial's noise.
/// </param>
/// <param name="SampleMax">The most trials drawn for one tree; bounds the time, which grows with its square.</param>
/// <param name="Seed">Seeds the bootstrap samples, the thresholds and the values of inactive parameters.</param>
internal sealed record ForestOptions(int Trees = 64, int LeafMin = 3, int SampleMax = 1000, ulong Seed = 0);
