namespace Tune.Client.Shapes;

/// <summary>All trials of an experiment as numbers, column by column: for charts of what the parameters do.</summary>
public sealed record InsightItem
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>How many trials there are. Of more than 5,000 the best thousand are here, and the others thinned
    /// evenly.</summary>
    public required int Total { get; init; }

    /// <summary>The parameters that vary.</summary>
    public required IReadOnlyList<AxisItem> Parameters { get; init; }

    /// <summary>What is optimised.</summary>
    public required IReadOnlyList<ObjectiveItem> Objectives { get; init; }

    /// <summary>The trials' numbers, rising.</summary>
    public required IReadOnlyList<int> Trials { get; init; }

    /// <summary>For each parameter what each trial had: a number, or which of the options; null where the parameter
    /// plays no part in the trial.</summary>
    public required IReadOnlyList<IReadOnlyList<double?>> Settings { get; init; }

    /// <summary>For each objective what each trial came to: with one objective its best, with several the last; null
    /// where there is none.</summary>
    public required IReadOnlyList<IReadOnlyList<double?>> Values { get; init; }

    /// <summary>Where each trial stands among all that count, from 0 for the best; null for those without a result.
    /// </summary>
    public required IReadOnlyList<int?> Places { get; init; }

    /// <summary>The numbers of the trials that no other beats in every objective; empty with one objective.</summary>
    public required IReadOnlyList<int> Front { get; init; }
}

/// <summary>A parameter as an axis.</summary>
public sealed record AxisItem
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What is allowed, as the end of a sentence.</summary>
    public required string Allowed { get; init; }

    /// <summary>The lower end; 0 for options.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end; the last option's position for options.</summary>
    public required double High { get; init; }

    /// <summary>Whether it is searched on a logarithmic scale.</summary>
    public required bool Log { get; init; }

    /// <summary>Whether only whole numbers occur.</summary>
    public required bool Whole { get; init; }

    /// <summary>The options, each at most 100 characters; null for a number, and for more than 100 options.</summary>
    public IReadOnlyList<string>? Options { get; init; }
}
