using System.Globalization;
using Tune.Files;

namespace Tune.Trainables;

/// <summary>Turns the promise of a checkpoint into files below the attempt's folder.</summary>
internal static class CheckpointWriter
{
    /// <summary>Where checkpoints are written, below the attempt's folder.</summary>
    public const string Place = ".checkpoints";

    /// <summary>Writes it; null if that gave no file.</summary>
    /// <exception cref="CheckpointException">The training code failed to write it; nothing of it is left.</exception>
    public static async ValueTask<string?> WriteAsync(Checkpoint checkpoint, string folder, int iteration)
    {
        var path = Path.Combine(folder, Place, iteration.ToString("D9", CultureInfo.InvariantCulture));
        try
        {
            FolderTree.Delete(path);
            Directory.CreateDirectory(path);
            await checkpoint.WriteAsync(path).ConfigureAwait(false);
            return FolderTree.Files(path).Count > 0 ? path : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            TryDelete(path);
            throw new CheckpointException($"Writing the checkpoint of iteration {iteration} failed: {e.Message}", e);
        }
    }

    // What is half written is of no use, and where the disk is full it may be what fills it.
    private static void TryDelete(string path)
    {
        try
        {
            FolderTree.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes with the attempt's folder.
        }
    }
}
