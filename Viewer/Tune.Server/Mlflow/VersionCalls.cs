using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Runs;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Versions of registered models.</summary>
internal sealed class VersionCalls(MlflowDesk desk, LoggedModelShelf shelf, ArtifactCalls files)
{
    private const int ResultsMax = 10_000;
    private const int HopsMax = 8;
    private const string VersionsTag = "mlflow.modelVersions";

    public async Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var (name, source) = (ask.Text("name"), ask.Text("source"));
        var run = ask.TextOrNull("run_id") is { Length: > 0 } said ? said : null;
        var (note, tags) = (ask.TextOrNull("description") ?? "", ask.Entries("tags"));
        var promoted = ask.TextOrNull("model_id") is { Length: > 0 } id
            ? await shelf.FindAsync(id, ask.Cancellation) : null;
        var origin = run is null ? null : await desk.Sweeps.OriginAsync(source, run, ask.Cancellation);
        if (origin is null && !tags.Any(ModelRow.IsPrompt))
        {
            VersionSource.Check(source, promoted?.Location
                ?? (run is not null && VersionSource.IsLocal(source)
                    ? (await desk.RunAsync(run, ask.Cancellation)).ArtifactUri : null));
            var named = promoted ?? (VersionSource.LoggedModelOf(source) is { } other
                ? await shelf.FindAsync(other, ask.Cancellation) : null);
            run ??= named is not null && RunNames.IsRunId(named.Run) ? named.Run : null;
        }

        var model = await desk.Book.ChangeAsync(
            ledger => ModelRules.AddVersion(
                ledger, name, origin ?? new VersionOrigin(source, run), note, tags, desk.Now),
            ledger => ledger.Model(name)!, ask.Cancellation);
        if (promoted is not null)
        {
            await TellAsync(promoted.Id, name, model.LastVersion, ask.Cancellation);
        }

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
        var place = await PlaceAsync(version.Origin.Source, ask.Cancellation);
        return json => json.WriteString("artifact_uri", place);
    }

    /// <summary>A file of a version, if its files are here.</summary>
    public async Task DownloadAsync(HttpContext context)
    {
        const string here = "mlflow-artifacts:/";
        var ask = await MlflowRequest.ReadAsync(context);
        var path = ask.Text("path");
        RunNames.CheckPath(path);
        var (_, version) = await FindAsync(ask);
        var place = await PlaceAsync(version.Origin.Source, ask.Cancellation);
        if (!place.StartsWith(here, StringComparison.Ordinal))
        {
            throw new RunException(
                RunFault.Invalid, $"The files of this version are not here but at '{Problem.Quoted(place)}'.");
        }

        await files.DownloadAsync(context, place[here.Length..].Trim('/'), path);
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
        var filter = ask.TextOrNull("filter") ?? "";
        var found = MlflowSearch.Find(
            all.SelectMany(model => model.Versions.Values.Reverse().Select(version => new VersionRow(model, version)))
                .Where(row => ModelRow.IsMeant(filter, row.Version.Tags)),
            filter, ask.Texts("order_by"), VersionRow.Attributes);
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

    // Where the files are in the end: a client of release 2 does not know that models are named by models:/m-….
    private async Task<string> PlaceAsync(string source, CancellationToken cancellation)
    {
        for (var at = 0; at < HopsMax && VersionSource.VersionOf(source) is (var name, var number); at++)
        {
            var next = await desk.Book.ReadAsync(
                ledger => ledger.Model(name)?.Versions.GetValueOrDefault(number)?.Origin.Source, cancellation);
            if (next is null)
            {
                return source;
            }

            source = next;
        }

        return VersionSource.LoggedModelOf(source) is { } id
            ? await shelf.PlaceAsync(id, cancellation) ?? source : source;
    }

    // A logged model lists the versions that were made from it in one of its tags, while there is room.
    private async Task TellAsync(string id, string name, int version, CancellationToken cancellation)
    {
        var said = JsonEncodedText.Encode(name, MlflowJson.Options.Encoder);
        var entry = $$"""{"name": "{{said}}", "version": {{version}}}""";
        await shelf.ChangeAsync(
            id,
            model =>
            {
                var tags = RunRecord.None.AddRange(model.Tags);
                var list = tags.GetValueOrDefault(VersionsTag) is ['[', _, .., ']'] known
                    ? $"{known[..^1]}, {entry}]" : $"[{entry}]";
                return list.Length <= RunNames.TagMax
                    ? model with { Tags = tags.SetItem(VersionsTag, list) } : model;
            },
            cancellation);
    }

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
