namespace Tune.Client.Shapes;

/// <summary>How the best result of each of some experiments came about.</summary>
public sealed record SparkList
{
    /// <summary>One for each experiment that was asked for and is there.</summary>
    public required IReadOnlyList<SparkItem> Sparks { get; init; }
}

/// <summary>How the best result of an experiment came about, in few numbers.</summary>
public sealed record SparkItem
{
    /// <summary>Which experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Which journal <see cref="Position"/> is of, as <see cref="ExperimentItem.Journal"/>.</summary>
    public required string Journal { get; init; }

    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>The best value so far, from the first trial with a result to the last one in the order of their
    /// numbers; of a population from the first report of its best trial to the last one. At most 40 values.</summary>
    public required IReadOnlyList<double> Values { get; init; }
}
