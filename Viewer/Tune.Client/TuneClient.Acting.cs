using System.Text.Json;
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
        return ActAsync(HttpMethod.Post, PathOf(experiment, trial) + "/stop", null, key, cancellation);
    }

    /// <summary>Goes on with an experiment that is paused, was stopped or has failed. The program must have run it.
    /// </summary>
    /// <inheritdoc cref="PauseAsync" path="/param" />
    public Task<DoneItem> ResumeAsync(
        string experiment, string? key = null, CancellationToken cancellation = default) =>
        ActAsync(HttpMethod.Post, PathOf(experiment) + "/resume", null, key, cancellation);

    /// <summary>Gives an experiment more trials, more time, or both; one that is over goes on.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="trials">How many trials there shall be in all, 1 or more; null for as many as before.</param>
    /// <param name="timeBudget">How long it may be active in all, above zero; null for as long as before.</param>
    /// <param name="key">What makes it happen once; null for one that is made up.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    public Task<DoneItem> ExtendAsync(
        string experiment, int? trials, TimeSpan? timeBudget, string? key = null,
        CancellationToken cancellation = default) => ActAsync(
            HttpMethod.Post, PathOf(experiment) + "/extend",
            JsonSerializer.SerializeToUtf8Bytes(
                new ExtendItem { Trials = trials, TimeBudgetSeconds = timeBudget?.TotalSeconds },
                TuneJson.Default.ExtendItem),
            key, cancellation);

    /// <summary>Tries a configuration next, on top of the trials that were asked for.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="config">Values of parameters by name; what is left out is drawn.</param>
    /// <param name="key">What makes it happen once; null for one that is made up.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    public Task<DoneItem> EnqueueAsync(
        string experiment, IReadOnlyDictionary<string, JsonElement> config, string? key = null,
        CancellationToken cancellation = default) => ActAsync(
            HttpMethod.Post, PathOf(experiment) + "/trials",
            JsonSerializer.SerializeToUtf8Bytes(
                new EnqueueItem { Config = config }, TuneJson.Default.EnqueueItem),
            key, cancellation);

    /// <summary>Changes the tags, the note or the title of an experiment, or the tags or the note of a trial.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="change">What changes.</param>
    /// <param name="trial">Of which trial; null for the experiment.</param>
    /// <param name="key">What makes it happen once; null for one that is made up.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    public Task<DoneItem> AnnotateAsync(
        string experiment, AnnotateItem change, int? trial = null, string? key = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ActAsync(
            HttpMethod.Patch, PathOf(experiment, trial),
            JsonSerializer.SerializeToUtf8Bytes(change, TuneJson.Default.AnnotateItem), key, cancellation);
    }

    /// <summary>Puts an experiment or a trial into the recycle bin; what runs of it is ended first.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="trial">Which trial; null for the whole experiment.</param>
    /// <param name="key">What makes it happen once; null for one that is made up.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    public Task<DoneItem> DeleteAsync(
        string experiment, int? trial = null, string? key = null, CancellationToken cancellation = default) =>
        ActAsync(HttpMethod.Delete, PathOf(experiment, trial), null, key, cancellation);

    /// <summary>Takes an experiment or a trial out of the recycle bin.</summary>
    /// <inheritdoc cref="DeleteAsync" path="/param" />
    public Task<DoneItem> RestoreAsync(
        string experiment, int? trial = null, string? key = null, CancellationToken cancellation = default) =>
        ActAsync(HttpMethod.Post, PathOf(experiment, trial) + "/restore", null, key, cancellation);

    /// <summary>Removes an experiment that is in the recycle bin for good, with its checkpoints and logs. Takes the
    /// role admin.</summary>
    /// <inheritdoc cref="PauseAsync" path="/param" />
    public Task<DoneItem> PurgeAsync(
        string experiment, string? key = null, CancellationToken cancellation = default) =>
        ActAsync(HttpMethod.Post, PathOf(experiment) + "/purge", null, key, cancellation);

    /// <summary>What was done to an experiment by hand, by whom and when.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="skip">How many entries to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 1,000.</param>
    /// <param name="newestFirst">Whether the latest comes first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<AuditList> AuditAsync(
        string experiment, int skip = 0, int take = 100, bool newestFirst = true,
        CancellationToken cancellation = default) => GetAsync(
            PathOf(experiment) + "/audit" + Query(
                ("skip", Whole(skip, 0)), ("take", Whole(take, 1)), ("descending", newestFirst ? null : "false")),
            TuneJson.Default.AuditList, cancellation);

    private static string PathOf(string experiment, int? trial = null) => trial is { } number
        ? $"experiments/{Segment(experiment)}/trials/{Whole(number, 0, nameof(trial))}"
        : $"experiments/{Segment(experiment)}";

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
