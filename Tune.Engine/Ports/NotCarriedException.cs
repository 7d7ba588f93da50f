namespace Tune.Engine.Ports;

/// <summary>The memory of an algorithm cannot be carried over: no snapshot is taken, and the journal is folded in
/// full.</summary>
public sealed class NotCarriedException : Exception
{
    /// <param name="algorithm">The type that does not implement <see cref="ICarriesMemory"/>.</param>
    public NotCarriedException(Type algorithm)
        : base($"{algorithm.Name} does not carry its memory; implement {nameof(ICarriesMemory)} for that.") =>
        Algorithm = algorithm;

    /// <summary>Whose memory stays.</summary>
    public Type Algorithm { get; }
}
