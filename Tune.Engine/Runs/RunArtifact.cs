namespace Tune.Engine.Runs;

/// <summary>A stored file, or a folder of them.</summary>
/// <param name="Path">Its path, parts divided by '/'.</param>
/// <param name="Digest">The SHA-256 of its bytes in lower-case hexadecimal; empty for a folder.</param>
/// <param name="Length">How many bytes it has; 0 for a folder.</param>
/// <param name="At">When it was stored, milliseconds since 1970; 0 for a folder.</param>
public sealed record RunArtifact(string Path, string Digest, long Length, long At)
{
    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Digest.Length == 0;
}
