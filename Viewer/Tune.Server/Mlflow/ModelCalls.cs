using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Registered models.</summary>
internal sealed class ModelCalls(MlflowDesk desk)
{
    private const int UsualResults = 100;
    private const int ResultsMax = 1000;

    public Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var (name, note, tags) = (ask.Text("name"), ask.TextOrNull("description") ?? "", ask.Entries("tags"));
        return ChangeAsync(ask, name, ledger => ModelRules.Make(ledger, name, note, tags, desk.Now));
    }

    public async Task<MlflowAnswer> GetAsync(MlflowRequest ask)
    {
        var name = ask.Text("name");
        return Of(await desk.Book.ReadAsync(ledger => ModelRules.Find(ledger, name), ask.Cancellation));
    }

    public Task<MlflowAnswer> RenameAsync(MlflowRequest ask)
    {
        var (name, other) = (ask.Text("name"), ask.Text("new_name"));
        return ChangeAsync(ask, other, ledger => ModelRules.Rename(ledger, name, other, desk.Now));
    }

    public Task<MlflowAnswer> UpdateAsync(MlflowRequest ask)
    {
        var (name, note) = (ask.Text("name"), ask.TextOrNull("description") ?? "");
        return ChangeAsync(ask, name, ledger => ModelRules.Note(ledger, name, note, desk.Now));
    }

    public Task<MlflowAnswer> DeleteAsync(MlflowRequest ask)
    {
        var name = ask.Text("name");
        return DoAsync(ask, ledger => ModelRules.Remove(ledger, name));
    }

    public async Task<MlflowAnswer> SearchAsync(MlflowRequest ask)
    {
        var most = ask.Within("max_results", UsualResults, 1, ResultsMax);
        var all = await desk.Book.ReadAsync(static ledger => ledger.Models(), ask.Cancellation);
        var filter = ask.TextOrNull("filter") ?? "";
        var found = MlflowSearch.Find(
            all.Where(model => ModelRow.IsMeant(filter, model.Tags)).Select(model => new ModelRow(model)), filter,
            ask.Texts("order_by"), ModelRow.Attributes);
        var (page, next) = MlflowSearch.Page(found, ask.TextOrNull("page_token"), most);
        return json =>
        {
            MlflowRoutes.List(
                json, "registered_models", page, static (json, row) => ModelJson.Model(json, row.Model));
            MlflowRoutes.Next(json, next);
        };
    }

    public async Task<MlflowAnswer> LatestAsync(MlflowRequest ask)
    {
        var name = ask.Text("name");
        var stages = ask.Texts("stages").Select(ModelRules.StageOf).ToList();
        var model = await desk.Book.ReadAsync(ledger => ModelRules.Find(ledger, name), ask.Cancellation);
        var latest = ModelJson.Latest(model)
            .Where(version => stages.Count == 0 || stages.Contains(version.Stage)).ToList();
        return json => MlflowRoutes.List(
            json, "model_versions", latest, (json, version) => ModelJson.Version(json, model, version));
    }

    public Task<MlflowAnswer> SetTagAsync(MlflowRequest ask) =>
        TagAsync(ask, new RunEntry(ask.Text("key"), ask.Text("value", least: 0)));

    public Task<MlflowAnswer> DeleteTagAsync(MlflowRequest ask) => TagAsync(ask, new RunEntry(ask.Text("key"), null));

    public Task<MlflowAnswer> SetAliasAsync(MlflowRequest ask)
    {
        var (name, alias, version) = (ask.Text("name"), ask.Text("alias"), VersionCalls.NumberOf(ask));
        return DoAsync(ask, ledger => ModelRules.Alias(ledger, name, alias, version, desk.Now));
    }

    public Task<MlflowAnswer> DeleteAliasAsync(MlflowRequest ask)
    {
        var (name, alias) = (ask.Text("name"), ask.Text("alias"));
        return DoAsync(ask, ledger => ModelRules.Alias(ledger, name, alias, null, desk.Now));
    }

    public async Task<MlflowAnswer> GetAliasAsync(MlflowRequest ask)
    {
        var (name, alias) = (ask.Text("name"), ask.Text("alias"));
        var model = await desk.Book.ReadAsync(ledger => ModelRules.Find(ledger, name), ask.Cancellation);
        return model.Aliases.TryGetValue(alias, out var version)
            ? VersionCalls.Of(model, model.Versions[version])
            : throw new RunException(
                RunFault.Invalid, $"Registered model alias {Answers.Problem.Quoted(alias)} not found.");
    }

    private Task<MlflowAnswer> TagAsync(MlflowRequest ask, RunEntry tag)
    {
        var name = ask.Text("name");
        return DoAsync(ask, ledger => ModelRules.Tag(ledger, name, tag, desk.Now));
    }

    private async Task<MlflowAnswer> DoAsync(MlflowRequest ask, Func<RunLedger, IReadOnlyList<RunFact>> rule)
    {
        await desk.ChangeAsync(rule, ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    private async Task<MlflowAnswer> ChangeAsync(
        MlflowRequest ask, string name, Func<RunLedger, IReadOnlyList<RunFact>> rule) =>
        Of(await desk.Book.ChangeAsync(rule, ledger => ledger.Model(name)!, ask.Cancellation));

    private static MlflowAnswer Of(RegisteredModel model) => json =>
    {
        json.WriteStartObject("registered_model");
        ModelJson.Model(json, model);
        json.WriteEndObject();
    };
}
