using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Runs;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Logged models: what a client of MLflow 3 makes of each model it logs.</summary>
internal sealed class LoggedModelCalls(MlflowDesk desk, LoggedModelShelf shelf, ArtifactCalls files)
{
    private const int UsualResults = 100;
    private const int ResultsMax = 50_000;
    private const int ExperimentsMax = 1_000;

    public async Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var experiment = await desk.CollectionAsync(ask.TextOrNull("experiment_id") ?? "0", ask.Cancellation);
        var id = $"m-{Guid.NewGuid():N}";
        var home = await desk.ExperimentAsync($"{experiment}", ask.Cancellation);
        if (home.IsDeleted)
        {
            throw new RunException(RunFault.Invalid, $"The experiment {experiment} must be in the 'active' state.");
        }

        var model = new LoggedModel(id, home.Id, Checked(
            "name", ask.TextOrNull("name") is { Length: > 0 } said ? said : RunTitle.Of(id[2..]), RunNames.NameMax))
        {
            Location = $"{home.Location}/models/{id}/artifacts",
            Type = Checked("model_type", ask.TextOrNull("model_type") ?? "", RunNames.NameMax),
            Run = Checked("source_run_id", ask.TextOrNull("source_run_id") ?? "", RunNames.NameMax),
            Created = desk.Now,
            Changed = desk.Now,
            Parameters = With(RunRecord.None, ask.Entries("params"), RunNames.ParameterMax),
            Tags = With(RunRecord.None, ask.Entries("tags"), RunNames.TagMax),
        };
        return Of(await shelf.AddAsync(model, ask.Cancellation));
    }

    public async Task<MlflowAnswer> GetAsync(MlflowRequest ask) =>
        Of(await shelf.FindAsync(IdOf(ask), ask.Cancellation));

    public async Task<MlflowAnswer> FinalizeAsync(MlflowRequest ask)
    {
        var status = ask.Choice("status", [.. LoggedModel.Statuses]) ?? throw MlflowRequest.Missing("status");
        return Of(await shelf.ChangeAsync(
            IdOf(ask), model => model with { Status = LoggedModel.Statuses[status] }, ask.Cancellation));
    }

    public async Task<MlflowAnswer> DeleteAsync(MlflowRequest ask)
    {
        await shelf.RemoveAsync(IdOf(ask), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    public async Task<MlflowAnswer> LogParametersAsync(MlflowRequest ask)
    {
        var entries = ask.Entries("params");
        await shelf.ChangeAsync(
            IdOf(ask),
            model => model with { Parameters = With(model.Parameters, entries, RunNames.ParameterMax) },
            ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    public async Task<MlflowAnswer> SetTagsAsync(MlflowRequest ask)
    {
        var entries = ask.Entries("tags");
        return Of(await shelf.ChangeAsync(
            IdOf(ask), model => model with { Tags = With(model.Tags, entries, RunNames.TagMax) }, ask.Cancellation));
    }

    public async Task<MlflowAnswer> DeleteTagAsync(MlflowRequest ask)
    {
        var key = ask.Context.Request.RouteValues["key"] as string ?? "";
        await shelf.ChangeAsync(
            IdOf(ask),
            model => model.Tags.ContainsKey(key)
                ? model with { Tags = RunRecord.None.AddRange(model.Tags.Where(tag => tag.Key != key)) }
                : throw new RunException(
                    RunFault.Missing, $"No tag with key '{Problem.Quoted(key)}' on the model {model.Id}."),
            ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    public async Task<MlflowAnswer> SearchAsync(MlflowRequest ask)
    {
        var most = ask.Within("max_results", UsualResults, 1, ResultsMax);
        var experiments = ask.Texts("experiment_ids").Distinct(StringComparer.Ordinal).ToList();
        if (experiments.Count > ExperimentsMax)
        {
            throw ask.Invalid("experiment_ids");
        }

        var all = new List<LoggedModel>();
        foreach (var experiment in experiments.Where(id => id.All(char.IsAsciiDigit)))
        {
            all.AddRange(await shelf.AllAsync(experiment, ask.Cancellation));
        }

        var datasets = ask.Objects("datasets")
            .Select(one => (
                Name: TextOf(ask, "datasets", one, "dataset_name") ?? "",
                Digest: TextOf(ask, "datasets", one, "dataset_digest"))).ToList();
        var sorted = new List<LoggedModelRow.Sorted>();
        var orders = ask.Objects("order_by").Select(one => OrderOf(ask, one, sorted)).ToList();
        var rows = all.OrderByDescending(model => model.Created).ThenBy(model => model.Id, StringComparer.Ordinal)
            .Select(model => new LoggedModelRow(model, Counting(model, datasets), sorted))
            .Where(row => datasets.Count == 0 || row.Metrics.Count > 0);
        var found = MlflowSearch.Find(rows, ask.TextOrNull("filter") ?? "", orders, LoggedModel.Attributes);
        var (page, next) = MlflowSearch.Page(found, ask.TextOrNull("page_token"), most);
        return json =>
        {
            MlflowRoutes.List(json, "models", page, static (json, row) => row.Model.Write(json));
            MlflowRoutes.Next(json, next);
        };
    }

    public async Task<MlflowAnswer> FilesAsync(MlflowRequest ask)
    {
        var model = await shelf.FindAsync(IdOf(ask), ask.Cancellation);
        var inside = await files.InFolderAsync(
            $"{LoggedModelShelf.FolderOf(model)}/artifacts", ask.TextOrNull("artifact_directory_path") ?? "",
            ask.Cancellation);
        return json =>
        {
            json.WriteString("root_uri", model.Location);
            inside(json);
        };
    }

    public async Task DownloadAsync(HttpContext context)
    {
        var ask = await MlflowRequest.ReadAsync(context);
        var model = await shelf.FindAsync(IdOf(ask), ask.Cancellation);
        await files.DownloadAsync(
            context, $"{LoggedModelShelf.FolderOf(model)}/artifacts", ask.Text("artifact_file_path"));
    }

    private static string IdOf(MlflowRequest ask) => ask.Context.Request.RouteValues["model"] as string ?? "";

    // Metrics may be meant of one dataset.
    private static string OrderOf(MlflowRequest ask, JsonElement one, List<LoggedModelRow.Sorted> sorted)
    {
        const string metrics = "metrics.";
        var name = Said("field_name") ?? throw ask.Invalid("order_by");
        if (name.StartsWith(metrics, StringComparison.Ordinal) && Said("dataset_name") is { } dataset)
        {
            sorted.Add(new(name[metrics.Length..].Trim('`', '"'), dataset, Said("dataset_digest")));
            name = metrics + LoggedModelRow.NameOf(sorted.Count - 1);
        }

        return name + (one.TryGetProperty("ascending", out var rises) && rises.ValueKind == JsonValueKind.False
            ? " DESC" : " ASC");

        string? Said(string field) => TextOf(ask, "order_by", one, field);
    }

    private static ImmutableList<ModelMetric> Counting(
        LoggedModel model, List<(string Name, string? Digest)> datasets) => datasets.Count == 0
        ? model.Metrics
        : [.. model.Metrics.Where(metric => datasets.Any(of =>
            metric.Dataset == of.Name && (of.Digest is null || metric.Digest == of.Digest)))];

    private static string? TextOf(MlflowRequest ask, string list, JsonElement one, string name) =>
        ask.TextOrNull(list, one, name) is { Length: > 0 } text ? text : null;

    private static ImmutableSortedDictionary<string, string> With(
        IReadOnlyDictionary<string, string> known, IReadOnlyList<RunEntry> entries, int most)
    {
        var all = RunRecord.None.ToBuilder();
        all.AddRange(known);
        foreach (var (key, value) in entries)
        {
            RunNames.CheckKey("param or tag", key);
            all[key] = Checked(key, value ?? "", most);
        }

        return all.Count <= RunNames.PerRunMax ? all.ToImmutable() : throw new RunException(
            RunFault.Invalid, $"A model has at most {RunNames.PerRunMax} params and as many tags.");
    }

    private static string Checked(string what, string text, int most)
    {
        RunNames.CheckText(what, text, most);
        return text;
    }

    private static MlflowAnswer Of(LoggedModel model) => json =>
    {
        json.WriteStartObject("model");
        model.Write(json);
        json.WriteEndObject();
    };
}
