using System.Globalization;

namespace Tune.Engine.Experiments;

/// <summary>The number of an owner's session. Rises by one with every opening and fences what came before.</summary>
/// <param name="Number">1 for the first session; 0 means "never opened".</param>
public readonly record struct Term(int Number)
{
    /// <summary>The session after this one.</summary>
    public Term Next => new(Number + 1);

    /// <inheritdoc />
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
