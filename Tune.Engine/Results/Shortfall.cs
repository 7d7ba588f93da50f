using System.Globalization;

namespace Tune.Engine.Results;

/// <summary>How far an experiment came that has ended with no trial trained to its end: a scheduler that promotes needs
/// more trials at each rung than it lets on.</summary>
/// <param name="Longest">The highest iteration that a trial came to, by the scheduler's rungs.</param>
/// <param name="Whole">The iteration at which a training is whole.</param>
public sealed record Shortfall(int Longest, int Whole)
{
    /// <summary>The sentence for people, without its full stop.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"no trial was trained to the end: the longest came to iteration {Longest} of {Whole}");
}
