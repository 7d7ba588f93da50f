using Tune.Engine.Ports;
using Tune.Hosting;
using Tune.Hosting.Results;
using Tune.Plots;

namespace Tune.Cli.Shell;

/// <summary>Every picture of an experiment as files.</summary>
internal static class Pictures
{
    private const int Width = 1200;
    private const int Height = 750;

    public static string FolderOf(string store, string experiment) =>
        Path.Combine(
            Stores.FolderOf(store) ?? Path.GetFullPath(CliContext.DefaultStore), TuneHost.PicturesName, experiment);

    /// <summary>Draws them all. One that cannot be drawn does not keep the others from it.</summary>
    /// <param name="grid">The experiment.</param>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="options">How.</param>
    /// <param name="notice">Told of each that could not be drawn, in one sentence.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        ResultGrid grid, string folder, PictureOptions options, Action<string> notice, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var plots = await grid.PlotsAsync(options.Theme, cancellation);
        var written = new List<string>();
        foreach (var name in plots.Fitting)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, name + (options.Svg ? ".svg" : ".png"));
            try
            {
                Write(plots.Draw(name), path, options);
                written.Add(path);
            }
            catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException
                or StorageException))
            {
                notice($"The picture '{name}' could not be drawn ({e.GetType().Name}: {e.Message}); please report it.");
            }
        }

        return written;
    }

    private static void Write(Figure figure, string path, PictureOptions options)
    {
        // One with many panels or axes asks for more, and needs it to be read.
        var (width, height) = (Math.Max(Width, figure.Width), Math.Max(Height, figure.Height));
        if (options.Svg)
        {
            figure.SaveSvg(path, width, height);
            return;
        }

        // A side has a limit: a picture that would be larger has fewer dots to the inch.
        var scale = Math.Min(
            (double)options.Dpi / PictureOptions.DpiPlain, (double)Figure.SideMax / Math.Max(width, height));
        figure.SavePng(path, width, height, scale);
    }
}
