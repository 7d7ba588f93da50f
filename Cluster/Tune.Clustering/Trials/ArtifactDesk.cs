using System.Runtime.CompilerServices;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;

namespace Tune.Clustering.Trials;

/// <summary>Takes in the artifacts of one attempt, on the node. They do not go through the journal: nothing is decided
/// by them. Safe for many threads.</summary>
/// <param name="trial">Which trial.</param>
/// <param name="line">The attempt's line.</param>
/// <param name="folder">The attempt's folder: nothing else is taken in.</param>
/// <param name="artifacts">Where they go; null where none are kept.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ArtifactDesk(
    TrialId trial, AttemptLine line, string folder, Func<IArtifactStore?> artifacts, TimeProvider clock)
{
    private const int Part = 128 << 10;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="ITrialChannel.KeepAsync" />
    public async Task KeepAsync(string path, string file, CancellationToken cancellation)
    {
        var store = artifacts() ?? throw Refused("This store keeps no artifacts of trials.");
        var isStalled = false;
        try
        {
            while (true)
            {
                if (line.IsOver)
                {
                    throw Refused("The attempt is over; nothing of it is kept any more.");
                }

                try
                {
                    await using var content = Open(file);
                    await store.PutAsync(trial, path, PartsAsync(content, cancellation), cancellation)
                        .ConfigureAwait(false);
                    return;
                }
                catch (StorageException e) when (e.Kind != StorageFault.Refused)
                {
                    // A full disk pauses, it does not end; who has to leave leaves without.
                    if (line.Leaving != Leaving.No)
                    {
                        throw new OperationCanceledException(
                            $"The artifact '{path}' could not be kept before the attempt had to leave.", e);
                    }

                    isStalled = true;
                    line.Stalled($"Its artifact '{path}' cannot be stored. {e.Message}");
                }

                await Task.Delay(s_retryAfter, clock, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isStalled)
            {
                line.Stalled(null);
            }
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PartsAsync(
        FileStream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var bytes = new byte[Part];
        while (await file.ReadAsync(bytes, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            yield return bytes.AsMemory(0, read);
        }
    }

    // The training code names it, from wherever it runs: no link on the way, and no pipe at its end.
    private FileStream Open(string file)
    {
        try
        {
            var path = Path.GetRelativePath(folder, file);
            if (Path.IsPathRooted(path) || path.Split(Path.DirectorySeparatorChar)[0] == "..")
            {
                throw new InvalidDataException($"'{file}' is not in the attempt's folder");
            }

            using var root = OpenFolder.Open(folder);
            return new FileStream(
                root.OpenFileAlong(path.Replace(Path.DirectorySeparatorChar, '/')), FileAccess.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused($"The artifact was not taken: {e.Message.TrimEnd('.')}.");
        }
    }

    private static StorageException Refused(string sentence) => new(StorageFault.Refused, sentence);
}
