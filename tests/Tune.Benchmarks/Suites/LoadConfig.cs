using Tune.Engine.Spaces;

namespace Tune.Benchmarks.Suites;

/// <summary>A configuration with something to log in it.</summary>
internal sealed record LoadConfig(
    [Uniform(0, 1)] double X, [LogUniform(1e-5, 1)] double Rate, [Choice(16, 32, 64)] int Width);
