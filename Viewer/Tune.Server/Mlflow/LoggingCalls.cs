using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What runs log.</summary>
internal sealed class LoggingCalls(MlflowDesk desk, LoggedModelShelf shelf)
{
    private const int MetricsMax = 1000;
    private const int OthersMax = 100;
    private const int AllMax = 1000;
    private const string ModelsTag = "mlflow.log-model.history";

    public async Task<MlflowAnswer> MetricAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var point = new NamedPoint(ask.Text("key"), new MetricPoint(
            ask.Real("value"), ask.Number("timestamp"), ask.NumberOrNull("step") ?? 0));
        var said = ModelMetric.Of(
            ask.TextOrNull("model_id"), id, point, ask.TextOrNull("dataset_name"), ask.TextOrNull("dataset_digest"));
        return await LogAsync(ask, id, [point], [], [], said is null ? [] : [said]);
    }

    public async Task<MlflowAnswer> ParameterAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var key = ask.Text("key");
        return await LogAsync(ask, id, [], [new RunEntry(key, ask.Text("value", least: 0))], [], []);
    }

    public async Task<MlflowAnswer> BatchAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var metrics = ask.Objects("metrics");
        Bound("metrics", metrics.Count, MetricsMax);
        var points = new NamedPoint[metrics.Count];
        var said = new List<ModelMetric>();
        for (var at = 0; at < points.Length; at++)
        {
            points[at] = ask.Point("metrics", at, metrics[at]);
            if (ModelMetric.Of(Of("model_id"), id, points[at], Of("dataset_name"), Of("dataset_digest")) is { } one)
            {
                said.Add(one);
            }

            string? Of(string field) => ask.TextOrNull("metrics", metrics[at], field);
        }

        var (parameters, tags) = (ask.Entries("params"), ask.Entries("tags"));
        Bound("params", parameters.Count, OthersMax);
        Bound("tags", tags.Count, OthersMax);
        Bound("metrics, params and tags together", points.Length + parameters.Count + tags.Count, AllMax);
        return await LogAsync(ask, id, points, parameters, tags, said);
    }

    public async Task<MlflowAnswer> SetTagAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var key = ask.Text("key");
        return await LogAsync(ask, id, [], [], [new RunEntry(key, ask.Text("value", least: 0))], []);
    }

    public async Task<MlflowAnswer> DeleteTagAsync(MlflowRequest ask)
    {
        var (id, key) = (ask.Run(), ask.Text("key"));
        return await DoAsync(ask, id, ledger => RunRules.Tag(ledger, id, new RunEntry(key, null)));
    }

    public async Task<MlflowAnswer> InputsAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var texts = Texts(ask, "datasets").Concat(Texts(ask, "models")).ToList();
        if (!ask.Has("datasets") && !ask.Has("models"))
        {
            throw MlflowRequest.Missing("datasets");
        }

        if (ask.Objects("datasets").Select(RunDataset.Problem).FirstOrDefault(each => each is not null) is { } problem)
        {
            throw new RunException(RunFault.Invalid, problem);
        }

        return await DoAsync(ask, id, ledger => RunRules.Attach(ledger, id, isOutput: false, texts));
    }

    public async Task<MlflowAnswer> OutputsAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var texts = Texts(ask, "models");
        return await DoAsync(ask, id, ledger => RunRules.Attach(ledger, id, isOutput: true, texts));
    }

    /// <summary>The models a run has logged are a list in one of its tags.</summary>
    public async Task<MlflowAnswer> ModelAsync(MlflowRequest ask)
    {
        var (id, text) = (ask.Run(), ask.Text("model_json"));
        try
        {
            using var model = JsonDocument.Parse(text);
            if (model.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw ask.Invalid("model_json");
            }

            text = ask.Compact("model_json", model.RootElement);
        }
        catch (JsonException)
        {
            throw ask.Invalid("model_json");
        }

        return await DoAsync(ask, id, ledger => RunRules.Log(ledger, id, [], [], [
            new RunEntry(ModelsTag, RunRules.Find(ledger, id).Tags.GetValueOrDefault(ModelsTag) is { Length: > 2 } known
                ? $"{known[..^1]}, {text}]" : $"[{text}]"),
        ]));
    }

    private async Task<MlflowAnswer> LogAsync(
        MlflowRequest ask, string id, IReadOnlyList<NamedPoint> points, IReadOnlyList<RunEntry> parameters,
        IReadOnlyList<RunEntry> tags, List<ModelMetric> said)
    {
        if (said.Count == 0)
        {
            return await StoreAsync();
        }

        await shelf.MeasureAsync(said, StoreAsync, ask.Cancellation);
        return MlflowRoutes.Nothing;

        Task<MlflowAnswer> StoreAsync() =>
            DoAsync(ask, id, ledger => RunRules.Log(ledger, id, points, parameters, tags));
    }

    private async Task<MlflowAnswer> DoAsync(
        MlflowRequest ask, string id, Func<RunLedger, IReadOnlyList<RunFact>> rule)
    {
        await desk.ChangeRunAsync(id, rule, static _ => true, ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    private static List<string> Texts(MlflowRequest ask, string name) =>
        [.. ask.Objects(name).Select(one => ask.Compact(name, one))];

    private static void Bound(string what, int count, int most)
    {
        if (count > most)
        {
            throw new RunException(
                RunFault.Invalid, $"A batch logging request can contain at most {most} {what}; there are {count}.");
        }
    }
}
