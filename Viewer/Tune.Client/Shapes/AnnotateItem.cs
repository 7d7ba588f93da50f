namespace Tune.Client.Shapes;

/// <summary>What is to be written about an experiment or a trial. What is left out stays as it is.</summary>
public sealed record AnnotateItem
{
    /// <summary>Tags to set: names of 1 to 250 characters, values of at most 8,000; at most 100 tags and 100,000
    /// characters of an experiment or a trial together. Default none.</summary>
    public IReadOnlyDictionary<string, string> Set
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>Names of tags to remove. Default none.</summary>
    public IReadOnlyList<string> Remove { get; init => field = value ?? []; } = [];

    /// <summary>The new note, at most 64 KiB; empty removes it. Default none.</summary>
    public string? Note { get; init; }

    /// <summary>The new name to show for an experiment, at most 250 characters; empty removes it. A trial has none.
    /// </summary>
    public string? Title { get; init; }
}
