namespace Tune.Client;

/// <summary>How a run logs.</summary>
public sealed record RunOptions
{
    /// <summary>How many values, parameters and tags wait at most until they are sent, 1,000 to 10,000,000; default
    /// 100,000. What comes when there is no room is dropped and counted (<see cref="TuneRun.Dropped"/>).</summary>
    public int BufferMax { get; init; } = 100_000;

    /// <summary>Whether what could not be logged makes <see cref="TuneRun.FlushAsync"/> fail; default false: it is
    /// counted, and training goes on.</summary>
    public bool Throws { get; init; }

    internal void Check()
    {
        if (BufferMax is < 1000 or > 10_000_000)
        {
            throw new ArgumentOutOfRangeException(
                nameof(BufferMax), BufferMax, "BufferMax must be 1,000 to 10,000,000.");
        }
    }
}
