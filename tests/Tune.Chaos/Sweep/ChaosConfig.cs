using Tune.Engine.Spaces;

namespace Tune.Chaos.Sweep;

/// <summary>What the sweep varies.</summary>
internal sealed record ChaosConfig([Uniform(0, 1)] double X, [Uniform(0, 1)] double Y);
