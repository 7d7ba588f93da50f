namespace Tune.Client.Shapes;

/// <summary>Trials by what they have in common.</summary>
public sealed record GroupList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>The largest first, at most 200.</summary>
    public required IReadOnlyList<GroupItem> Groups { get; init; }

    /// <summary>How many groups there are besides.</summary>
    public int Others { get; init; }
}

/// <summary>Trials with one value.</summary>
public sealed record GroupItem
{
    /// <summary>What they have in common; empty for trials without such a parameter.</summary>
    public required string Value { get; init; }

    /// <summary>The filter that lets through these alone.</summary>
    public required string Where { get; init; }

    /// <summary>How many they are.</summary>
    public required int Trials { get; init; }

    /// <summary>Whose value of the objective is best; null where none has any.</summary>
    public int? BestTrial { get; init; }

    /// <summary>That value.</summary>
    public double? Best { get; init; }

    /// <summary>The mean of their best values; null where none has any.</summary>
    public double? Mean { get; init; }
}
