using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>The history of metrics.</summary>
internal sealed class MetricCalls(MlflowDesk desk)
{
    private const int PageMax = 25_000;
    private const int BulkRunsMax = 100;
    private const int BulkStepsMax = 2500;
    private const int BulkPointsMax = 1_000_000;

    /// <summary>A page if one is asked for, else everything, written while it is read.</summary>
    public async Task HistoryAsync(HttpContext context)
    {
        var ask = await MlflowRequest.ReadAsync(context);
        var (id, key) = (ask.Run(), ask.Text("metric_key"));
        var most = ask.NumberOrNull("max_results") is null ? (int?)null : ask.Within("max_results", PageMax, 1, 50_000);
        var at = MlflowSearch.Skip(ask.TextOrNull("page_token"));
        await desk.RunAsync(id, ask.Cancellation);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, MlflowJson.Options);
        json.WriteStartObject();
        var isBegun = false;
        while (true)
        {
            var points = await ReadAsync(id, key, at, most ?? PageMax, ask.Cancellation);
            if (points.Count > 0 && !isBegun)
            {
                json.WriteStartArray("metrics");
                isBegun = true;
            }

            foreach (var point in points)
            {
                MlflowJson.Point(json, key, point);
            }

            at += points.Count;
            if (most is not null || points.Count < PageMax)
            {
                break;
            }

            await json.FlushAsync(ask.Cancellation);
            await context.Response.BodyWriter.FlushAsync(ask.Cancellation);
        }

        if (isBegun)
        {
            json.WriteEndArray();
        }

        if (most is not null && (await ReadAsync(id, key, at, 1, ask.Cancellation)).Count > 0)
        {
            json.WriteString("next_page_token", MlflowSearch.Token(at));
        }

        json.WriteEndObject();
        await json.FlushAsync(ask.Cancellation);
    }

    /// <summary>The first values of many runs.</summary>
    public async Task<MlflowAnswer> BulkAsync(MlflowRequest ask)
    {
        var runs = ask.Texts("run_id");
        if (runs.Count is 0 or > BulkRunsMax)
        {
            throw new RunException(RunFault.Invalid, runs.Count == 0
                ? "GetMetricHistoryBulk request must specify at least one run_id."
                : $"GetMetricHistoryBulk request cannot specify more than {BulkRunsMax} run_ids.");
        }

        var key = ask.TextOrNull("metric_key") is { Length: > 0 } said ? said : throw new RunException(
            RunFault.Invalid, "GetMetricHistoryBulk request must specify a metric_key.");
        var most = ask.Within("max_results", PageMax, 1, PageMax);
        var found = new List<(string Run, MetricPoint Point)>();
        foreach (var run in runs.Order(StringComparer.Ordinal))
        {
            var points = await ReadAsync(run, key, 0, most - found.Count, ask.Cancellation);
            found.AddRange(points.Select(point => (run, point)));
        }

        return json => Write(json, key, found);
    }

    /// <summary>Values of many runs at evenly chosen steps, each run's first and last among them.</summary>
    public async Task<MlflowAnswer> IntervalAsync(MlflowRequest ask)
    {
        var runs = ask.Texts("run_ids");
        if (runs.Count == 0)
        {
            throw MlflowRequest.Missing("run_ids");
        }

        var key = ask.Text("metric_key");
        var (first, last) = (ask.NumberOrNull("start_step"), ask.NumberOrNull("end_step"));
        var most = ask.NumberOrNull("max_results") ?? BulkStepsMax;
        Refuse(runs.Count > BulkRunsMax,
            $"GetMetricHistoryBulkInterval request must specify at most {BulkRunsMax} run_ids.");
        Refuse(most is < 1 or > BulkStepsMax, $"max_results must be between 1 and {BulkStepsMax}.");
        Refuse(first is null != last is null,
            "If either start step or end step are specified, both must be specified.");
        Refuse(first > last, "end_step must be greater than start_step. "
            + $"Found start_step={first} and end_step={last}.");
        var all = new List<(string Run, IReadOnlyList<MetricPoint> Points)>();
        var count = 0L;
        foreach (var run in runs)
        {
            var points = await ReadAsync(run, key, 0, BulkPointsMax, ask.Cancellation);
            count += points.Count;
            Refuse(count > BulkPointsMax || points.Count == BulkPointsMax,
                $"The runs have more than {BulkPointsMax:N0} values; read them with metrics/get-history.");
            all.Add((run, [.. points.Where(point => !(point.Step < first) && !(point.Step > last))]));
        }

        var steps = Chosen(all.ConvertAll(run => run.Points), (int)most);
        return json => Write(json, key, all.SelectMany(run => run.Points.Where(point => steps.Contains(point.Step))
            .Order().Take(BulkPointsMax / 10).Select(point => (run.Run, point))));
    }

    internal static HashSet<long> Chosen(IReadOnlyList<IReadOnlyList<MetricPoint>> runs, int most)
    {
        var steps = runs.SelectMany(points => points).Select(point => point.Step).Distinct().Order().ToArray();
        if (steps.Length <= most)
        {
            return [.. steps];
        }

        var chosen = new HashSet<long> { steps[^1] };
        for (var at = 0; at < most; at++)
        {
            chosen.Add(steps[(int)((double)steps.Length / most * at)]);
        }

        foreach (var points in runs.Where(points => points.Count > 0))
        {
            chosen.Add(points.Min(point => point.Step));
            chosen.Add(points.Max(point => point.Step));
        }

        return chosen;
    }

    private static void Write(Utf8JsonWriter json, string key, IEnumerable<(string Run, MetricPoint Point)> points)
    {
        json.WriteStartArray("metrics");
        foreach (var (run, point) in points)
        {
            MlflowJson.Point(json, key, point, run);
        }

        json.WriteEndArray();
    }

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new RunException(RunFault.Invalid, message);
        }
    }

    private async Task<IReadOnlyList<MetricPoint>> ReadAsync(
        string id, string key, int skip, int take, CancellationToken cancellation)
    {
        var (isRun, points) = await desk.Book.ReadAsync(
            ledger => (ledger.Run(id) is not null, ledger.History(id, key, skip, take)), cancellation);
        return isRun || await desk.Sweeps.TrialAsync(id, cancellation) is not (var sweep, var trial)
            ? points
            : [.. (await desk.Sweeps.HistoryAsync(sweep, trial, key, cancellation)).Skip(skip).Take(take)];
    }
}
