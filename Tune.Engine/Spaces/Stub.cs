using Tune.Engine.Randomness;

#pragma warning disable CA1822 // stand-in
namespace Tune.Engine.Spaces;

/// <summary>Stand-in until the real one lands.</summary>
public sealed class Configuration
{
    /// <summary>Stand-in.</summary>
    public ulong Fingerprint => 0;
}

/// <summary>Stand-in until the real one lands.</summary>
public sealed class SearchSpace
{
    /// <summary>Stand-in.</summary>
    public ulong Fingerprint => 0;

    /// <summary>Stand-in.</summary>
    public long? GridSize => null;

    /// <summary>Stand-in.</summary>
    public void Validate()
    {
    }

    /// <summary>Stand-in.</summary>
    public Configuration Complete(Configuration partial, KeyedRandom random) => partial;

    /// <summary>Stand-in.</summary>
    public Configuration Sample(KeyedRandom random) => new();

    /// <summary>Stand-in.</summary>
    public Configuration GridPoint(long index, KeyedRandom random) => new();
}

/// <summary>Stand-in until the real one lands.</summary>
public sealed class InvalidSpaceException(string message) : Exception(message);
