using Tune.Hosting.Results;

namespace Tune.Cli;

/// <summary>Every picture of an experiment as files.</summary>
internal static class Pictures
{
    private const int Width = 1200;
    private const int Height = 750;

    public static string FolderOf(string store, string experiment) =>
        Path.Combine(Path.GetFullPath(store), "plots", experiment);

    public static async Task<IReadOnlyList<string>> WriteAsync(
        ResultGrid grid, string folder, bool svg, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var plots = await grid.PlotsAsync(cancellation);
        var written = new List<string>();
        foreach (var name in plots.Fitting)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, name + (svg ? ".svg" : ".png"));
            var figure = plots.Draw(name);

            // One with many panels or axes asks for more, and needs it to be read.
            var (width, height) = (Math.Max(Width, figure.Width), Math.Max(Height, figure.Height));
            if (svg)
            {
                figure.SaveSvg(path, width, height);
            }
            else
            {
                figure.SavePng(path, width, height);
            }

            written.Add(path);
        }

        return written;
    }
}
