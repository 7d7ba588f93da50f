using System.Globalization;
using System.Text;
using System.Text.Json;
using Tune.Client.Shapes;

namespace Tune.Client;

public sealed partial class TuneClient
{
    /// <summary>Who answers, and what one may do there.</summary>
    public Task<ServerItem> ServerAsync(CancellationToken cancellation = default) =>
        GetAsync("server", TuneJson.Default.ServerItem, cancellation);

    /// <summary>A page of experiments.</summary>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 1,000.</param>
    /// <param name="listed">What of the recycle bin is listed: <c>kept</c> (default), <c>deleted</c> or <c>all</c>.
    /// </param>
    /// <param name="where">Only those for which this holds, such as <c>state = 'finished' AND best > 0.9</c>; null for
    /// all.</param>
    /// <param name="order">name, created, last, state, trials, reports or best; null for name.</param>
    /// <param name="descending">From the last to the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ExperimentList> ExperimentsAsync(
        int skip = 0, int take = 100, string? listed = null, string? where = null, string? order = null,
        bool descending = false, CancellationToken cancellation = default) => GetAsync(
            "experiments" + Query(
                ("where", where), ("order", order), ("descending", descending ? "true" : null),
                ("skip", Whole(skip, 0)), ("take", Whole(take, 1)), ("listed", listed)),
            TuneJson.Default.ExperimentList, cancellation);

    /// <summary>The same with notes, programs and whole best results, caught up with what is durable where the first
    /// page is asked for.</summary>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 200.</param>
    /// <param name="listed">What of the recycle bin is listed: <c>kept</c> (default), <c>deleted</c> or <c>all</c>.
    /// </param>
    /// <param name="where">Only those for which this holds; null for all.</param>
    /// <param name="order">name, created, last, state, trials, reports or best; null for name.</param>
    /// <param name="descending">From the last to the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ExperimentList> WholeExperimentsAsync(
        int skip = 0, int take = 100, string? listed = null, string? where = null, string? order = null,
        bool descending = false, CancellationToken cancellation = default) => GetAsync(
            "experiments" + Query(
                ("whole", "true"), ("where", where), ("order", order), ("descending", descending ? "true" : null),
                ("skip", Whole(skip, 0)), ("take", Whole(take, 1)), ("listed", listed)),
            TuneJson.Default.ExperimentList, cancellation);

    /// <summary>Where an experiment stands.</summary>
    public Task<ExperimentItem> ExperimentAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync($"experiments/{Segment(experiment)}", TuneJson.Default.ExperimentItem, cancellation);

    /// <summary>An experiment with what defines it.</summary>
    public Task<ExperimentDetail> DetailAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync($"experiments/{Segment(experiment)}/detail", TuneJson.Default.ExperimentDetail, cancellation);

    /// <summary>A page of an experiment's trials.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="where">Only those for which this holds, such as <c>metrics.acc > 0.9 AND params.lr &lt; 1e-3</c>;
    /// null for all.</param>
    /// <param name="order">number, best, iteration, duration, <c>metrics.NAME</c> or <c>params.NAME</c>; null for
    /// number.</param>
    /// <param name="descending">From the last to the first.</param>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 1,000.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<TrialList> TrialsAsync(
        string experiment, string? where = null, string? order = null, bool descending = false, int skip = 0,
        int take = 100, CancellationToken cancellation = default) => GetAsync(
            $"experiments/{Segment(experiment)}/trials" + Query(
                ("where", where), ("order", order), ("descending", descending ? "true" : null),
                ("skip", Whole(skip, 0)), ("take", Whole(take, 1))),
            TuneJson.Default.TrialList, cancellation);

    /// <summary>A page of trials with logs of what broke, whole notes and checkpoints.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 200.</param>
    /// <param name="listed">What of the recycle bin is listed: <c>kept</c>, <c>deleted</c> or <c>all</c> (default).
    /// </param>
    /// <param name="where">Only those for which this holds; null for all.</param>
    /// <param name="order">number, best, iteration, duration, <c>metrics.NAME</c> or <c>params.NAME</c>; null for
    /// number.</param>
    /// <param name="descending">From the last to the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<TrialList> WholeTrialsAsync(
        string experiment, int skip = 0, int take = 100, string listed = "all", string? where = null,
        string? order = null, bool descending = false, CancellationToken cancellation = default) => GetAsync(
            $"experiments/{Segment(experiment)}/trials" + Query(
                ("whole", "true"), ("listed", listed), ("where", where), ("order", order),
                ("descending", descending ? "true" : null), ("skip", Whole(skip, 0)), ("take", Whole(take, 1))),
            TuneJson.Default.TrialList, cancellation);

    /// <summary>What an experiment is defined by, as it is stored.</summary>
    /// <exception cref="TuneClientException">Among others, <c>no_definition</c>: it has algorithms of its program's
    /// own.</exception>
    public Task<JsonElement> DefinitionAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync($"experiments/{Segment(experiment)}/definition", TuneJson.Default.JsonElement, cancellation);

    /// <summary>One trial.</summary>
    public Task<TrialItem> TrialAsync(string experiment, int trial, CancellationToken cancellation = default) =>
        GetAsync($"experiments/{Segment(experiment)}/trials/{Whole(trial, 0)}", TuneJson.Default.TrialItem,
            cancellation);

    /// <summary>What lies in a folder of the artifacts that a trial has left.</summary>
    /// <param name="experiment">Its experiment.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="path">The folder; empty for the outermost.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ArtifactList> ArtifactsAsync(
        string experiment, int trial, string path = "", CancellationToken cancellation = default) => GetAsync(
            $"experiments/{Segment(experiment)}/trials/{Whole(trial, 0)}/artifacts"
                + Query(("path", path is "" ? null : path)),
            TuneJson.Default.ArtifactList, cancellation);

    /// <summary>What is in an artifact of a trial, which may take its time.</summary>
    /// <param name="experiment">Its experiment.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="path">What the artifact is called.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<byte[]> ArtifactAsync(
        string experiment, int trial, string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var address = $"{Api}experiments/{Segment(experiment)}/trials/{Whole(trial, 0)}/file" + Query(("path", path));
        return AskOnceAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative)),
            static (bytes, _) => bytes, cancellation);
    }

    /// <summary>Metrics of trials along their training, each thinned out to what is seen at a width.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="metric">Which metric; several with commas.</param>
    /// <param name="trials">Which trials; with the metrics 1 to 2,000 curves.</param>
    /// <param name="width">How many points a curve has at most, 2 to 20,000.</param>
    /// <param name="from">The first iteration; null for the lowest there is.</param>
    /// <param name="to">The last iteration; null for the highest there is.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<CurveList> CurvesAsync(
        string experiment, string metric, IEnumerable<int> trials, int width = 1000, int? from = null, int? to = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentNullException.ThrowIfNull(trials);
        return GetAsync(
            $"experiments/{Segment(experiment)}/curves" + Query(
                ("metric", metric), ("trials", string.Join(',', trials.Select(trial => Whole(trial, 0)))),
                ("from", from?.ToString(CultureInfo.InvariantCulture)),
                ("to", to?.ToString(CultureInfo.InvariantCulture)), ("width", Whole(width, 2))),
            TuneJson.Default.CurveList, cancellation);
    }

    /// <summary>What each of many trials came to, column by column.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="skip">How many trials to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 10,000.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PointList> PointsAsync(
        string experiment, int skip = 0, int take = 1000, CancellationToken cancellation = default) => GetAsync(
            $"experiments/{Segment(experiment)}/points" + Query(("skip", Whole(skip, 0)), ("take", Whole(take, 1))),
            TuneJson.Default.PointList, cancellation);

    /// <summary>What has changed in an experiment since a position.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="since">The position of what was seen last, 0 or more; 0 for all.</param>
    /// <param name="journal">Which journal it is of, as <see cref="Changes.Journal"/> said; null for whichever there
    /// is.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Changes> ChangesAsync(
        string experiment, long since = 0, string? journal = null, CancellationToken cancellation = default) =>
        GetAsync(
            $"experiments/{Segment(experiment)}/changes" + Query(("since", Whole(since, 0)), ("journal", journal)),
            TuneJson.Default.Changes, cancellation);

    private static string Whole(
        long number, long least,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(number))] string argument = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, least, argument);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parts)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(
                    Uri.EscapeDataString(value));
            }
        }

        return text.ToString();
    }
}
