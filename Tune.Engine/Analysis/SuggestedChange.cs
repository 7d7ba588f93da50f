namespace Tune.Engine.Analysis;

/// <summary>What is suggested for a parameter.</summary>
public enum SuggestedChange
{
    /// <summary>Leave it as it is.</summary>
    Keep,

    /// <summary>A smaller range, or fewer options.</summary>
    Narrow,

    /// <summary>A larger range: the best trials stand at its end.</summary>
    Widen,

    /// <summary>A larger range on one side and a smaller one on the other.</summary>
    Shift,

    /// <summary>Leave it out: it belongs to options that are left out.</summary>
    Drop,
}
