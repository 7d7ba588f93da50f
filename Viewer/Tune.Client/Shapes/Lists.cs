namespace Tune.Client.Shapes;

/// <summary>A page of experiments.</summary>
public sealed record ExperimentList
{
    /// <summary>How many match on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>Those of this page, in the order that was asked for.</summary>
    public required IReadOnlyList<ExperimentItem> Experiments { get; init; }
}

/// <summary>A page of trials.</summary>
public sealed record TrialList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>How many match on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>Those of this page, in the order that was asked for.</summary>
    public required IReadOnlyList<TrialItem> Trials { get; init; }
}

/// <summary>Several curves.</summary>
public sealed record CurveList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>A curve for each trial that is there and each metric, in the order that was asked for.</summary>
    public required IReadOnlyList<CurveItem> Curves { get; init; }
}

/// <summary>One metric of one trial.</summary>
public sealed record CurveItem
{
    /// <summary>Which trial.</summary>
    public required int Trial { get; init; }

    /// <summary>Which metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Units of training done at each point.</summary>
    public required IReadOnlyList<int> Iterations { get; init; }

    /// <summary>The value at each point; NaN and infinities are what was reported.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Seconds from the experiment's creation to each point; null unless asked for by <c>times=true</c>.
    /// </summary>
    public IReadOnlyList<double>? Seconds { get; init; }
}
