using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>A tracking server of MLflow (REST 2.0), page by page.</summary>
internal sealed class MlflowServer(MlflowHttp http) : IMlflowStore
{
    private const int ExperimentsMax = 100_000;
    private const int ExperimentsAtOnce = 1_000;
    private const int RunsAtOnce = 200;
    private const int PointsAtOnce = 25_000;

    public void Dispose() => http.Dispose();

    public async Task<IReadOnlyList<MlflowExperiment>> ExperimentsAsync(CancellationToken cancellation)
    {
        const string call = "experiments/search";
        var found = new List<MlflowExperiment>();
        var pages = PagesAsync(
            call, token => $"{{\"max_results\":{ExperimentsAtOnce},\"view_type\":\"ACTIVE_ONLY\"{token}}}",
            cancellation);
        await foreach (var page in pages)
        {
            foreach (var one in MlflowJson.Objects(page, "experiments"))
            {
                found.Add(new MlflowExperiment(
                    MlflowJson.Text(one, "experiment_id") ?? throw http.Odd(call, "an experiment has no id"),
                    MlflowJson.Text(one, "name") ?? throw http.Odd(call, "an experiment has no name"),
                    MlflowJson.Entries(one, "tags")));
            }

            if (found.Count > ExperimentsMax)
            {
                throw http.Odd(call, $"it has more than {ExperimentsMax} experiments");
            }
        }

        return found;
    }

    public async IAsyncEnumerable<MlflowRun> RunsAsync(
        MlflowExperiment experiment, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const string call = "runs/search";
        var pages = PagesAsync(
            call,
            token => $"{{\"experiment_ids\":[{Json(experiment.Id)}],\"run_view_type\":\"ACTIVE_ONLY\","
                + $"\"max_results\":{RunsAtOnce},\"order_by\":[\"start_time ASC\"]{token}}}",
            cancellation);
        await foreach (var page in pages)
        {
            foreach (var one in MlflowJson.Objects(page, "runs"))
            {
                yield return Run(call, experiment, one);
            }
        }
    }

    public async Task<IReadOnlyList<MlflowPoint>> HistoryAsync(
        MlflowRun run, string metric, long most, CancellationToken cancellation)
    {
        const string call = "metrics/get-history";
        var points = new List<MlflowPoint>();
        var asked = $"{call}?run_id={Uri.EscapeDataString(run.Id)}&metric_key={Uri.EscapeDataString(metric)}"
            + $"&max_results={PointsAtOnce}";
        await foreach (var page in PagesAsync(asked, null, cancellation))
        {
            points.AddRange(MlflowJson.Objects(page, "metrics").Select(one => new MlflowPoint(
                MlflowJson.Real(one, "value") ?? throw http.Odd(call, $"a value of '{metric}' is no number"),
                MlflowJson.Whole(one, "timestamp") ?? 0,
                MlflowJson.Whole(one, "step") ?? 0)));
            if (points.Count > most)
            {
                throw new ImportException(
                    $"There are more than {ImportedExperiment.ReportsMax} values; import fewer metrics.");
            }
        }

        return points;
    }

    private MlflowRun Run(string call, MlflowExperiment experiment, JsonElement run)
    {
        var info = MlflowJson.Object(run, "info") ?? throw http.Odd(call, "a run has no 'info'");
        var data = MlflowJson.Object(run, "data") ?? default;
        var (tags, status) = (MlflowJson.Entries(data, "tags"), MlflowJson.Text(info, "status"));
        return new MlflowRun
        {
            Id = MlflowJson.Text(info, "run_id") ?? MlflowJson.Text(info, "run_uuid")
                ?? throw http.Odd(call, "a run has no id"),
            Experiment = experiment.Id,
            Name = MlflowJson.Text(info, "run_name") ?? tags.GetValueOrDefault("mlflow.runName") ?? "",
            Status = status is null ? MlflowStatus.Running
                : Enum.TryParse<MlflowStatus>(status, ignoreCase: true, out var known) && Enum.IsDefined(known)
                    ? known : throw http.Odd(call, "a run has a status that is none"),
            Started = MlflowTime.Of(MlflowJson.Whole(info, "start_time")),
            Ended = MlflowTime.Of(MlflowJson.Whole(info, "end_time")),
            Parameters = MlflowJson.Entries(data, "params"),
            Tags = tags,
            Metrics =
            [
                .. MlflowJson.Objects(data, "metrics").Select(one => MlflowJson.Text(one, "key")).OfType<string>()
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
        };
    }

    // The token goes into the body, or into the query where there is none. A server that gives the same token again, or
    // pages without end, is not followed.
    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string call, Func<string, string>? body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int most = 1_000_000;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var token = "";
        do
        {
            var asked = body is not null || token.Length == 0
                ? call : $"{call}&page_token={Uri.EscapeDataString(token)}";
            var page = await http.AskAsync(
                asked, body?.Invoke(token.Length == 0 ? "" : $",\"page_token\":{Json(token)}"), cancellation);
            yield return page;
            token = MlflowJson.Text(page, "next_page_token") ?? "";
            if (token.Length > 0 && (!seen.Add(token) || seen.Count > most))
            {
                throw http.Odd(call, "its pages have no end");
            }
        }
        while (token.Length > 0);
    }

    private static string Json(string text) => string.Create(
        CultureInfo.InvariantCulture, $"\"{JavaScriptEncoder.Default.Encode(text)}\"");
}
