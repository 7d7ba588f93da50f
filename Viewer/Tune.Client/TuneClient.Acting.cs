using System.Globalization;
using Tune.Client.Shapes;

namespace Tune.Client;

public sealed partial class TuneClient
{
    /// <summary>Saves and frees everything an experiment runs; it is gone on with by resuming it.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="key">What makes it happen once, however often it is asked for; null for one that is made up.
    /// </param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    public Task<DoneItem> PauseAsync(
        string experiment, string? key = null, CancellationToken cancellation = default) =>
        ActAsync(HttpMethod.Post, $"experiments/{Segment(experiment)}/pause", null, key, cancellation);

    /// <summary>Ends an experiment; its results stay.</summary>
    /// <inheritdoc cref="PauseAsync" path="/param" />
    public Task<DoneItem> StopAsync(
        string experiment, string? key = null, CancellationToken cancellation = default) =>
        ActAsync(HttpMethod.Post, $"experiments/{Segment(experiment)}/stop", null, key, cancellation);

    /// <summary>Ends one trial; its results stay.</summary>
    /// <param name="experiment">Its experiment.</param>
    /// <param name="trial">Its number, 0 or more.</param>
    /// <param name="key">What makes it happen once; null for one that is made up.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    public Task<DoneItem> StopTrialAsync(
        string experiment, int trial, string? key = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trial);
        return ActAsync(
            HttpMethod.Post,
            string.Create(CultureInfo.InvariantCulture, $"experiments/{Segment(experiment)}/trials/{trial}/stop"),
            null, key, cancellation);
    }

    /// <summary>Makes a link that logs a browser in once to the viewer that the program serves. Takes the role admin.
    /// </summary>
    /// <param name="page">The page it leads to; default the first.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TuneClientException">Among others, <c>no_viewer</c>: it serves none.</exception>
    public async Task<Uri> NewLinkAsync(string page = "/", CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(page);
        var link = await AskAsync(
            () => new HttpRequestMessage(
                HttpMethod.Post, new Uri(Api + "links" + Query(("to", page)), UriKind.Relative)),
            TuneJson.Default.LinkItem, cancellation);
        return Uri.TryCreate(link.Url, UriKind.Absolute, out var url)
            ? url
            : throw new TuneClientException(
                TuneClientException.NoAnswer, null, "What came is no link.");
    }
}
