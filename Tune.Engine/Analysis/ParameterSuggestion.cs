using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>What is suggested for one parameter, and what speaks for it.</summary>
/// <param name="Before">The parameter as it was.</param>
/// <param name="After">The parameter as suggested; null when it is to be left out.</param>
/// <param name="Change">What is suggested.</param>
/// <param name="Why">The reason, in one sentence.</param>
public sealed record ParameterSuggestion(Parameter Before, Parameter? After, SuggestedChange Change, string Why)
{
    /// <summary>The parameter's name.</summary>
    public string Name => Before.Name;

    /// <summary>What it explains of being among the best, 0 to 1: <see cref="ParameterImportance.Main"/> by PED-ANOVA.
    /// </summary>
    public double Importance { get; init; }

    /// <summary>The share of the best trials that lie inside, 0 to 1.</summary>
    public double TopInside { get; init; } = 1;

    /// <summary>The share of all trials that lie inside, 0 to 1.</summary>
    public double TriedInside { get; init; } = 1;

    /// <summary>How much worse the best value would be if the trials outside had been wasted: the expected difference
    /// over experiments drawn again from these trials, in the metric's unit, 0 or more.</summary>
    public double ExpectedLoss { get; init; }

    /// <summary>As an attribute for a configuration record, such as <c>[LogUniform(0.001, 0.1)]</c>; empty where there
    /// is none.</summary>
    public string Attribute { get; init; } = "";
}
