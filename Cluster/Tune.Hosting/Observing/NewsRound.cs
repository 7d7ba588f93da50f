namespace Tune.Hosting.Observing;

/// <summary>How one taker is told of one experiment.</summary>
/// <param name="position">The position of the first event that is told.</param>
internal sealed class NewsRound(long position) : IDisposable
{
    /// <summary>The telling itself.</summary>
    public Task Task { get; set; } = Task.CompletedTask;

    /// <summary>All events before it have been told.</summary>
    public long Position { get; set; } = position;

    /// <summary>How often the experiment was asked for something since this began.</summary>
    public int Asks { get; set; }

    /// <summary>Of how many of these it is not known yet what came of them.</summary>
    public int Pending { get; set; }

    /// <summary>Whether it has ended; then nothing else of it is used.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether nothing came of what it was begun for, so that it ends.</summary>
    public CancellationTokenSource Withdrawn { get; } = new();

    public void Dispose() => Withdrawn.Dispose();
}
