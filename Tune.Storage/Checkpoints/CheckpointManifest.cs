using System.Security.Cryptography;
using System.Text.Json;
using Tune.Storage.Disks;
using Tune.Storage.Journal;

namespace Tune.Storage.Checkpoints;

/// <summary>One file of a checkpoint.</summary>
/// <param name="Path">Below the checkpoint's folder, parts divided by '/'.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record CheckpointFile(string Path, long Length, string Sha256);

/// <summary>
/// What a checkpoint consists of. Its own SHA-256 is the checkpoint's digest, so one digest vouches for every byte.
/// </summary>
/// <param name="Unique">Makes the digest differ from that of every other checkpoint, whatever it contains.</param>
/// <param name="Iteration">The iteration it was taken at.</param>
/// <param name="Files">In ordinal order of their paths.</param>
internal sealed record CheckpointManifest(string Unique, int Iteration, IReadOnlyList<CheckpointFile> Files)
{
    public const string FileName = "manifest.json";

    private const int Format = 1;
    private const int UniqueLength = 32;

    /// <summary>The sum of the lengths.</summary>
    public long Bytes => Files.Sum(file => file.Length);

    /// <summary>The SHA-256 of its files, each once.</summary>
    public string[] Blobs => [.. Files.Select(file => file.Sha256).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads one of those that are kept.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not as it was written, or of a form that this version does not
    /// know.</exception>
    public static CheckpointManifest Of(CheckpointPlaces places, string digest)
    {
        var path = places.Manifest(digest);
        var bytes = StoreFile.ReadAll(path);
        return DigestOf(bytes) == digest
            ? Read(bytes)
            : throw new InvalidDataException($"'{Path.GetFileName(path)}' is not as it was written");
    }

    /// <summary>A manifest of its own for files that are being put.</summary>
    public static CheckpointManifest Of(int iteration, IReadOnlyList<CheckpointFile> files) =>
        new(RandomNumberGenerator.GetHexString(UniqueLength, lowercase: true), iteration, files);

    /// <summary>The same bytes for the same manifest, always.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("unique", Unique);
            json.WriteNumber("iteration", Iteration);
            json.WriteStartArray("files");
            foreach (var file in Files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteNumber("length", file.Length);
                json.WriteString("sha256", file.Sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The digest of a written manifest.</summary>
    public static string DigestOf(ReadOnlySpan<byte> manifest) => Convert.ToHexStringLower(SHA256.HashData(manifest));

    /// <summary>Reads a manifest whose digest has been checked.</summary>
    /// <exception cref="InvalidDataException">It is of a form that this version does not know.</exception>
    public static CheckpointManifest Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            var format = root.GetProperty("format").GetInt32();
            if (format != Format)
            {
                throw new InvalidDataException($"its manifest has format {format}, and this version knows {Format}");
            }

            return new CheckpointManifest(
                root.GetProperty("unique").GetString() ?? "", root.GetProperty("iteration").GetInt32(),
                [.. root.GetProperty("files").EnumerateArray().Select(file => new CheckpointFile(
                    CheckpointPath.Checked(file.GetProperty("path").GetString()),
                    file.GetProperty("length").GetInt64(),
                    CheckedHash(file.GetProperty("sha256").GetString())))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new InvalidDataException("its manifest is not readable", e);
        }
    }

    private static string CheckedHash(string? hash) => hash is not null && Digest.IsDigest(hash)
        ? hash
        : throw new InvalidDataException($"its manifest names a file by '{hash}', which is no SHA-256");
}
