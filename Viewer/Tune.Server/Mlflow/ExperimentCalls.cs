using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What MLflow calls experiments.</summary>
internal sealed class ExperimentCalls(MlflowDesk desk)
{
    private const int UsualResults = 1000;
    private const int ResultsMax = 50_000;

    public async Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var name = ask.Text("name");
        var location = Whole(ask.Context, ask.TextOrNull("artifact_location") ?? "").TrimEnd('/');
        var tags = ask.Entries("tags");
        if (await desk.Sweeps.NamedAsync(name, ask.Cancellation) is not null)
        {
            throw new RunException(
                RunFault.Exists, $"Experiment '{Answers.Problem.Quoted(name)}' already exists: it is a sweep.");
        }

        var id = await desk.Book.ChangeAsync(
            ledger => CollectionRules.Make(
                ledger, name, tags, desk.Now, location.Length == 0 ? null : location),
            ledger => ledger.Collection(name)!.Id, ask.Cancellation);
        return json => json.WriteString("experiment_id", $"{id}");
    }

    public async Task<MlflowAnswer> GetAsync(MlflowRequest ask) =>
        Of(await desk.ExperimentAsync(ask.Text("experiment_id"), ask.Cancellation));

    public async Task<MlflowAnswer> GetByNameAsync(MlflowRequest ask)
    {
        var name = ask.Text("experiment_name");
        return Of(await desk.Book.ReadAsync(
                ledger => ledger.Collection(name) is { } found ? MlflowExperiment.Of(found) : null, ask.Cancellation)
            ?? await desk.Sweeps.NamedAsync(name, ask.Cancellation)
            ?? throw new RunException(
                RunFault.Missing, $"Could not find experiment with name '{Answers.Problem.Quoted(name)}'."));
    }

    public async Task<MlflowAnswer> SearchAsync(MlflowRequest ask)
    {
        var most = ask.Within("max_results", UsualResults, 1, ResultsMax);
        var view = ask.Choice("view_type", "ACTIVE_ONLY", "DELETED_ONLY", "ALL") ?? 0;
        var all = await desk.Book.ReadAsync(
            ledger => ledger.Collections().Select(MlflowExperiment.Of).ToList(), ask.Cancellation);
        all.AddRange(await desk.Sweeps.AllAsync(ask.Cancellation));
        var found = MlflowSearch.Find(
            all.Where(one => view == 2 || one.IsDeleted == (view == 1))
                .OrderByDescending(one => one.Created).ThenByDescending(one => one.Id.Length)
                .ThenByDescending(one => one.Id, StringComparer.Ordinal),
            ask.TextOrNull("filter") ?? "", ask.Texts("order_by"), MlflowExperiment.Attributes);
        var (page, next) = MlflowSearch.Page(found, ask.TextOrNull("page_token"), most);
        return json =>
        {
            MlflowRoutes.List(json, "experiments", page, MlflowJson.Experiment);
            MlflowRoutes.Next(json, next);
        };
    }

    public async Task<MlflowAnswer> UpdateAsync(MlflowRequest ask)
    {
        var id = await desk.CollectionAsync(ask.Text("experiment_id"), ask.Cancellation);
        var name = ask.Text("new_name");
        await desk.ChangeAsync(ledger => CollectionRules.Rename(ledger, id, name, desk.Now), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    public Task<MlflowAnswer> DeleteAsync(MlflowRequest ask) => MoveAsync(ask, isDeleted: true);

    public Task<MlflowAnswer> RestoreAsync(MlflowRequest ask) => MoveAsync(ask, isDeleted: false);

    public async Task<MlflowAnswer> SetTagAsync(MlflowRequest ask) =>
        await TagAsync(ask, new RunEntry(ask.Text("key"), ask.Text("value", least: 0)));

    public async Task<MlflowAnswer> DeleteTagAsync(MlflowRequest ask) =>
        await TagAsync(ask, new RunEntry(ask.Text("key"), null));

    // Clients write to a location themselves. One that is relative is a folder of the machine both are on, the same
    // for clients that are started elsewhere on it; whoever asks from another machine is not told where this runs.
    private static string Whole(HttpContext context, string location) =>
        location.Length > 0 && !location.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(location)
        && VersionSource.IsPath(location)
        && (context.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from))
        && IsThisMachine(context.Request.Host.Host)
            ? Path.GetFullPath(location) : location;

    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private async Task<MlflowAnswer> TagAsync(MlflowRequest ask, RunEntry tag)
    {
        var id = await desk.CollectionAsync(ask.Text("experiment_id"), ask.Cancellation);
        await desk.ChangeAsync(ledger => CollectionRules.Tag(ledger, id, tag, desk.Now), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    private async Task<MlflowAnswer> MoveAsync(MlflowRequest ask, bool isDeleted)
    {
        var id = await desk.CollectionAsync(ask.Text("experiment_id"), ask.Cancellation);
        await desk.ChangeAsync(ledger => CollectionRules.Move(ledger, id, isDeleted, desk.Now), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    private static MlflowAnswer Of(MlflowExperiment one) => json =>
    {
        json.WriteStartObject("experiment");
        MlflowJson.Experiment(json, one);
        json.WriteEndObject();
    };
}
