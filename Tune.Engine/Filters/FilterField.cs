namespace Tune.Engine.Filters;

/// <summary>What a condition asks about.</summary>
/// <param name="Kind">Of which sort it is.</param>
/// <param name="Name">Its name.</param>
public readonly record struct FilterField(FilterFieldKind Kind, string Name);

/// <summary>The sorts of fields.</summary>
public enum FilterFieldKind
{
    /// <summary>Something every trial or experiment has, such as its status.</summary>
    Attribute,

    /// <summary>The last value of a metric.</summary>
    Metric,

    /// <summary>A parameter of the configuration.</summary>
    Parameter,

    /// <summary>A tag.</summary>
    Tag,
}
