namespace Tune.Client.Shapes;

/// <summary>How much each parameter matters.</summary>
public sealed record ImportanceItem
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>pedanova: what sets the best trials apart; fanova: what moves the objective over the whole space.
    /// </summary>
    public required string Method { get; init; }

    /// <summary>What is explained: a metric, or "front" for several objectives together.</summary>
    public required string Target { get; init; }

    /// <summary>How many trials count.</summary>
    public required int Trials { get; init; }

    /// <summary>pedanova: how many of them are the best; else 0.</summary>
    public int Top { get; init; }

    /// <summary>How much to believe it: 1 is perfect, near 0 means that the shares say little; null if that could not
    /// be measured.</summary>
    public double? Explained { get; init; }

    /// <summary>What was left out and why; empty if nothing was.</summary>
    public string LeftOut { get; init; } = "";

    /// <summary>The parameters, the most important first; empty where there is nothing to learn from.</summary>
    public required IReadOnlyList<ImportanceShare> Parameters { get; init; }

    /// <summary>fanova: the pairs that matter together beyond what each does alone, the largest share first, at most
    /// 20.</summary>
    public IReadOnlyList<PairShare> Pairs { get; init; } = [];
}

/// <summary>How much one parameter matters.</summary>
public sealed record ImportanceShare
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its part of all importance, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>fanova: the share of the variance that it explains alone; null otherwise.</summary>
    public double? Alone { get; init; }

    /// <summary>fanova: the share that it takes part in; null otherwise.</summary>
    public double? Together { get; init; }
}

/// <summary>How much two parameters matter together.</summary>
public sealed record PairShare
{
    /// <summary>The one that matters more.</summary>
    public required string First { get; init; }

    /// <summary>The other.</summary>
    public required string Second { get; init; }

    /// <summary>The share of the variance that the two explain together beyond what each does alone, 0 to 1.</summary>
    public required double Share { get; init; }
}
