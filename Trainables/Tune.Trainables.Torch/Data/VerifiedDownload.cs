using System.Security.Cryptography;

namespace Tune.Trainables.Torch.Data;

/// <summary>
/// Fetches a file whose SHA-256 is known. It appears under its name only whole and verified: it is written beside it
/// under a name of its own and then renamed, so two processes may fetch the same file at once.
/// </summary>
internal sealed class VerifiedDownload(HttpClient client)
{
    private const long Largest = 1L << 30;

    /// <summary>Tries the mirrors in turn until one gives the file with the right hash.</summary>
    /// <exception cref="IOException">None did.</exception>
    public async Task FetchAsync(
        string set, IReadOnlyList<Uri> mirrors, string file, string sha256, string folder,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var failures = new List<string>();
        foreach (var mirror in mirrors)
        {
            var temporary = Path.Combine(folder, $".{file}.{Path.GetRandomFileName()}");
            try
            {
                var source = new Uri(mirror, file);
                var found = await CopyAsync(source, temporary, cancellation);
                if (found == sha256)
                {
                    File.Move(temporary, Path.Combine(folder, file), overwrite: true);
                    return;
                }
                failures.Add($"{source} gave a file with SHA-256 {found} instead of {sha256}");
            }
            catch (Exception error) when (error is HttpRequestException or IOException
                || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                failures.Add($"{mirror}: {error.Message}");
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        throw new IOException(
            $"Cannot fetch '{file}' of {set}. Put the set's files into '{folder}' by hand, or read them from "
            + $"another folder with {nameof(MnistFamily)}.{nameof(MnistFamily.ReadPart)}. Tried: "
            + $"{string.Join("; ", failures)}.");
    }

    private async Task<string> CopyAsync(Uri source, string path, CancellationToken cancellation)
    {
        using var response = await client.GetAsync(source, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await using var file = File.Create(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var total = 0L; ;)
        {
            var read = await body.ReadAsync(buffer, cancellation);
            if (read == 0)
                break;
            if ((total += read) > Largest)
                throw new IOException($"{source} gives more than {Largest} bytes.");
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        await file.FlushAsync(cancellation);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
