namespace Tune.Server.Feeding;

/// <summary>What has changed between two positions, as it is sent: written once, however many listen.</summary>
/// <param name="Since">The first position.</param>
/// <param name="Next">The position after the last.</param>
/// <param name="Bytes">The changes as JSON.</param>
internal sealed record Slice(long Since, long Next, ReadOnlyMemory<byte> Bytes);
