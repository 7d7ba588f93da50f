namespace Tune.Engine.Stores;

/// <summary>
/// The state of an experiment after its first events, folded, in bytes. A cache beside the journal: where there is none
/// that is certain to be good, the journal is folded from its beginning and everything is the same.
/// </summary>
/// <param name="Position">After how many events of the journal: the end of an append.</param>
/// <param name="Bytes">The state, for the engine that wrote it.</param>
public sealed record StateSnapshot(long Position, ReadOnlyMemory<byte> Bytes);
