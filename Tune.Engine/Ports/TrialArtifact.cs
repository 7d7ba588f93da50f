namespace Tune.Engine.Ports;

/// <summary>A file that a trial has left to be looked at.</summary>
/// <param name="Path">What it is called: parts divided by '/'.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Digest">The SHA-256 of what is in it, 64 hexadecimal digits in lower case.</param>
public sealed record TrialArtifact(string Path, long Bytes, string Digest);
