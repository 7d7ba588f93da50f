using Tune.Engine.Simulation;

namespace Tune.Cli.Simulating;

/// <summary>What is forecast.</summary>
/// <param name="Sources">What it was made from.</param>
/// <param name="Forecast">The spread over seeds.</param>
/// <param name="WhatIf">The recorded trials under the same rules; null if nothing is recorded.</param>
internal sealed record ForecastAnswer(ForecastSources Sources, Forecast Forecast, WhatIf? WhatIf);
