using System.Globalization;

namespace Tune.Engine.Trials;

/// <summary>
/// One execution of a trial. The number rises with every start and fences the trial: a message that carries a lower
/// number than the latest start is from the past and has no effect.
/// </summary>
/// <param name="Number">1 for the first execution; 0 means "never started".</param>
public readonly record struct Attempt(int Number)
{
    /// <summary>The state before any execution.</summary>
    public static Attempt None => default;

    /// <summary>The execution after this one.</summary>
    public Attempt Next => new(Number + 1);

    /// <inheritdoc />
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
