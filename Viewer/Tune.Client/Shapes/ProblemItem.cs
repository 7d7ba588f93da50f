namespace Tune.Client.Shapes;

/// <summary>Why something was not done, as RFC 9457 has it.</summary>
public sealed record ProblemItem
{
    /// <summary>The kind as a name: <c>urn:tunenet:</c> and <see cref="Title"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The kind in one word, which does not change.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status, 400 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Detail { get; init; }
}
