namespace Tune.Client.Shapes;

/// <summary>What a forest predicts for two parameters, averaged over all others.</summary>
public sealed record SurfaceItem
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>From how many trials it has learnt.</summary>
    public required int Trials { get; init; }

    /// <summary>The parameter across.</summary>
    public required string First { get; init; }

    /// <summary>The parameter up.</summary>
    public required string Second { get; init; }

    /// <summary>Values of the first: numbers, or which of the options.</summary>
    public required IReadOnlyList<double> Across { get; init; }

    /// <summary>Values of the second.</summary>
    public required IReadOnlyList<double> Up { get; init; }

    /// <summary>The predicted mean, by the place in the first list and then in the second; empty where there is nothing
    /// to learn from.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Mean { get; init; }
}
