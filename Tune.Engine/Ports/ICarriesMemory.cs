namespace Tune.Engine.Ports;

/// <summary>
/// An algorithm whose memory can be carried over into a fresh instance: schedulers and searchers may implement it. An
/// experiment in which all do is opened from a snapshot and the end of its journal; any other is folded again from its
/// first event, with the same outcome.
/// </summary>
public interface ICarriesMemory
{
    /// <summary>
    /// Writes the memory, or takes one in place of its own: one member for both, so that what is written is what is
    /// read. An instance that takes one in has just been made, with the options and the context of the one that wrote,
    /// and answers every question afterwards as that one would. Writing changes nothing, and equal memories are written
    /// as equal bytes.
    /// </summary>
    /// <exception cref="NotCarriedException">It cannot be carried.</exception>
    /// <exception cref="InvalidDataException">The bytes make no sense; the instance is of no use then.</exception>
    void Carry(MemoryCarrier by);
}
