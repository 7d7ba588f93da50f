using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;

namespace Tune.Trainables;

/// <summary>Turns what training code gives into a file below the attempt's folder, and has that kept. Safe for many
/// threads.</summary>
internal sealed class ArtifactWriter(string folder, ITrialChannel channel)
{
    /// <summary>Where files lie until they are kept, below the attempt's folder.</summary>
    public const string Place = ".artifacts";

    private static readonly TimeSpan s_roomEvery = TimeSpan.FromSeconds(1);

    /// <summary>Has it kept; ends when it is durable.</summary>
    /// <param name="path">What it is called.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="leaving">Cancelled when the attempt has to leave.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task KeepAsync(
        string path, Stream content, CancellationToken leaving, CancellationToken cancellation)
    {
        if (ArtifactLimits.Problem(path) is { } problem)
        {
            throw new ArgumentException(problem, nameof(path));
        }

        var place = Path.Combine(folder, Place);
        FolderTree.Ensure(place);
        var file = Path.Combine(place, Path.GetRandomFileName());
        try
        {
            await WriteAsync(file, content, leaving, cancellation).ConfigureAwait(false);
            await channel.KeepAsync(path, file, cancellation).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // A full disk pauses, it does not end: what can be read again is written again until there is room.
    private async Task WriteAsync(
        string file, Stream content, CancellationToken leaving, CancellationToken cancellation)
    {
        var from = content.CanSeek ? content.Position : 0;
        var isStalled = false;
        try
        {
            while (true)
            {
                try
                {
                    await using var target = PlainFile.Replace(file, FileShare.None, bufferSize: 0);
                    await content.CopyToAsync(target, cancellation).ConfigureAwait(false);
                    return;
                }
                catch (IOException e) when (SystemError.IsFullDisk(e) && content.CanSeek)
                {
                    File.Delete(file);
                    leaving.ThrowIfCancellationRequested();
                    content.Position = from;
                    isStalled = true;
                    channel.Stalled("There is no room on the disk for its artifact.");
                }

                await Task.Delay(s_roomEvery, leaving).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isStalled)
            {
                channel.Stalled(null);
            }
        }
    }
}
