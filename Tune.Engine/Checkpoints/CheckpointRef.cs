namespace Tune.Engine.Checkpoints;

/// <summary>Names a checkpoint that is already safe in the checkpoint store. The bytes never travel with it.</summary>
/// <param name="Digest">SHA-256 of the checkpoint's manifest, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">The sum of the lengths of its files.</param>
/// <param name="Iteration">The trial's iteration at which it was taken: the next report will be one higher.</param>
public sealed record CheckpointRef(string Digest, long Bytes, int Iteration);
