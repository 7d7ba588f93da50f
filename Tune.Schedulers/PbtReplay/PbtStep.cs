using Tune.Engine.Spaces;

namespace Tune.Schedulers.PbtReplay;

/// <summary>A change of configuration on the way.</summary>
/// <param name="At">The iteration after which it holds, 1 or more.</param>
/// <param name="Config">The whole configuration from there on.</param>
public sealed record PbtStep(int At, Configuration Config);
