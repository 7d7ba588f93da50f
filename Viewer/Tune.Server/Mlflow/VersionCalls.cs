using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Versions of registered models.</summary>
internal sealed class VersionCalls(MlflowDesk desk)
{
    private const int ResultsMax = 10_000;

    public async Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var (name, source) = (ask.Text("name"), ask.Text("source"));
        var run = ask.TextOrNull("run_id") is { Length: > 0 } said ? said : null;
        var (note, tags) = (ask.TextOrNull("description") ?? "", ask.Entries("tags"));
        var origin = (run is null ? null : await desk.Sweeps.OriginAsync(source, run, ask.Cancellation))
            ?? new VersionOrigin(source, run);
        var model = await desk.Book.ChangeAsync(
            ledger => ModelRules.AddVersion(ledger, name, origin, note, tags, desk.Now),
            ledger => ledger.Model(name)!, ask.Cancellation);
        return Of(model, model.Versions[model.LastVersion]);
    }

    public async Task<MlflowAnswer> GetAsync(MlflowRequest ask)
    {
        var (model, version) = await FindAsync(ask);
        return Of(model, version);
    }

    public async Task<MlflowAnswer> UriAsync(MlflowRequest ask)
    {
        var (_, version) = await FindAsync(ask);
        return json => json.WriteString("artifact_uri", version.Origin.Source);
    }

    public Task<MlflowAnswer> UpdateAsync(MlflowRequest ask)
    {
        var note = ask.TextOrNull("description") ?? "";
        return ChangeAsync(
            ask, (ledger, name, version) => ModelRules.NoteVersion(ledger, name, version, note, desk.Now));
    }

    public Task<MlflowAnswer> StageAsync(MlflowRequest ask)
    {
        var (stage, archives) = (ask.Text("stage"), ask.Flag("archive_existing_versions") ?? false);
        return ChangeAsync(ask, (ledger, name, version) =>
            ModelRules.Stage(ledger, name, version, stage, archives, desk.Now));
    }

    public async Task<MlflowAnswer> DeleteAsync(MlflowRequest ask)
    {
        var (name, version) = (ask.Text("name"), NumberOf(ask));
        await desk.ChangeAsync(ledger => ModelRules.RemoveVersion(ledger, name, version), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    public async Task<MlflowAnswer> SetTagAsync(MlflowRequest ask) =>
        await TagAsync(ask, new RunEntry(ask.Text("key"), ask.Text("value", least: 0)));

    public async Task<MlflowAnswer> DeleteTagAsync(MlflowRequest ask) =>
        await TagAsync(ask, new RunEntry(ask.Text("key"), null));

    public async Task<MlflowAnswer> SearchAsync(MlflowRequest ask)
    {
        var most = ask.Within("max_results", ResultsMax, 1, 200_000);
        var all = await desk.Book.ReadAsync(static ledger => ledger.Models(), ask.Cancellation);
        var found = MlflowSearch.Find(
            all.SelectMany(model => model.Versions.Values.Reverse().Select(version => new VersionRow(model, version))),
            ask.TextOrNull("filter") ?? "", ask.Texts("order_by"), VersionRow.Attributes);
        var (page, next) = MlflowSearch.Page(found, ask.TextOrNull("page_token"), most);
        return json =>
        {
            MlflowRoutes.List(json, "model_versions", page, static (json, row) =>
                ModelJson.Version(json, row.Model, row.Version));
            MlflowRoutes.Next(json, next);
        };
    }

    public static MlflowAnswer Of(RegisteredModel model, ModelVersion version) => json =>
    {
        json.WriteStartObject("model_version");
        ModelJson.Version(json, model, version);
        json.WriteEndObject();
    };

    /// <summary>The number of a version, which is asked for as text or as a number.</summary>
    public static int NumberOf(MlflowRequest ask) =>
        ask.Number("version") is >= 1 and <= int.MaxValue and var number ? (int)number : throw ask.Invalid("version");

    private async Task<(RegisteredModel Model, ModelVersion Version)> FindAsync(MlflowRequest ask)
    {
        var (name, version) = (ask.Text("name"), NumberOf(ask));
        return await desk.Book.ReadAsync(
            ledger => (ModelRules.Find(ledger, name), ModelRules.FindVersion(ledger, name, version)),
            ask.Cancellation);
    }

    private async Task<MlflowAnswer> TagAsync(MlflowRequest ask, RunEntry tag)
    {
        var (name, version) = (ask.Text("name"), NumberOf(ask));
        await desk.ChangeAsync(
            ledger => ModelRules.TagVersion(ledger, name, version, tag, desk.Now), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    private async Task<MlflowAnswer> ChangeAsync(
        MlflowRequest ask, Func<RunLedger, string, int, IReadOnlyList<RunFact>> rule)
    {
        var (name, version) = (ask.Text("name"), NumberOf(ask));
        var model = await desk.Book.ChangeAsync(
            ledger => rule(ledger, name, version), ledger => ledger.Model(name)!, ask.Cancellation);
        return Of(model, model.Versions[version]);
    }
}
