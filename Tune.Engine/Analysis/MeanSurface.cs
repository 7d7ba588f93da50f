using System.Collections.Immutable;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>What the forest predicts for two parameters, averaged over all others.</summary>
/// <param name="First">The parameter of the first index.</param>
/// <param name="Second">The parameter of the second index.</param>
/// <param name="FirstValues">Values of the first, evenly spaced on its own scale.</param>
/// <param name="SecondValues">Values of the second.</param>
/// <param name="Mean">The predicted mean by position in the two lists, in the metric's own unit.</param>
public sealed record MeanSurface(
    Parameter First, Parameter Second, ImmutableArray<ParameterValue> FirstValues,
    ImmutableArray<ParameterValue> SecondValues, double[,] Mean);
