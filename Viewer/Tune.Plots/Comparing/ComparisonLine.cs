using System.Collections.Immutable;

namespace Tune.Plots.Comparing;

/// <summary>One line of a comparison.</summary>
/// <param name="Name">What it stands for; the same name has the same colour in every panel.</param>
/// <param name="Points">Places and values, from left to right; what is not finite is left out.</param>
/// <param name="IsReference">Whether it is drawn dashed: figures of others, for comparison.</param>
internal sealed record ComparisonLine(
    string Name, ImmutableArray<(double X, double Y)> Points, bool IsReference = false);
