namespace Tune.Client.Shapes;

/// <summary>The machines that run trials, and what runs on them.</summary>
public sealed record NodeList
{
    /// <summary>The nodes, in the order of their names.</summary>
    public required IReadOnlyList<NodeItem> Nodes { get; init; }

    /// <summary>Trials of open experiments that wait for a slot.</summary>
    public required int Waiting { get; init; }
}

/// <summary>A node.</summary>
public sealed record NodeItem
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it answers. Of one that does not, only what the store knows is told.</summary>
    public required bool Answers { get; init; }

    /// <summary>How many slots it has; of one that does not answer, as many as are in use.</summary>
    public required int Slots { get; init; }

    /// <summary>How many cores are counted for its slots; null if not known.</summary>
    public double? Cpu { get; init; }

    /// <summary>How many graphics cards it offers; null if not known.</summary>
    public int? Gpus { get; init; }

    /// <summary>How much memory it has, in bytes; null if not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How much of it is free, in bytes; null if not known.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>How many processes of the machine wanted to run in the last minute, on average; null if not known.
    /// </summary>
    public double? Load { get; init; }

    /// <summary>How many cores the machine has; null if not known.</summary>
    public int? Cores { get; init; }

    /// <summary>What else it offers, by name.</summary>
    public IReadOnlyDictionary<string, double>? Offers { get; init; }

    /// <summary>The attempts that run there, by their lowest slot; at most 1,000 of all nodes.</summary>
    public required IReadOnlyList<SlotItem> Running { get; init; }
}

/// <summary>An attempt that runs.</summary>
public sealed record SlotItem
{
    /// <summary>The slots it has on this node.</summary>
    public required IReadOnlyList<int> Slots { get; init; }

    /// <summary>Its experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Its trial.</summary>
    public required int Trial { get; init; }

    /// <summary>Which attempt of the trial, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Units of training done.</summary>
    public required int Iteration { get; init; }

    /// <summary>What is optimised.</summary>
    public required string Metric { get; init; }

    /// <summary>The trial's best value; null if it has none.</summary>
    public double? Best { get; init; }

    /// <summary>When the attempt started.</summary>
    public required DateTime StartedUtc { get; init; }
}
