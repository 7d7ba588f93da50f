using System.Collections.Immutable;

namespace Tune.Plots.Comparing;

/// <summary>One panel of a comparison.</summary>
/// <param name="Title">What was compared on.</param>
/// <param name="Lines">What is compared.</param>
internal sealed record ComparisonPanel(string Title, ImmutableArray<ComparisonLine> Lines);
