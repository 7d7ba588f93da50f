using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Runs: begun, ended, changed and found.</summary>
internal sealed class RunCalls(MlflowDesk desk)
{
    private const int UsualResults = 1000;
    private const int ResultsMax = 50_000;
    private const int ExperimentsMax = 10_000;
    private static readonly string[] s_statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

    public async Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var collection = await desk.CollectionAsync(ask.TextOrNull("experiment_id") ?? "0", ask.Cancellation);
        var run = New(ask, collection, desk.Now);
        return Of(await desk.Book.ChangeAsync(
            ledger => RunRules.Start(ledger, run), ledger => MlflowDesk.Of(ledger, ledger.Run(run.Id)!),
            ask.Cancellation));
    }

    /// <summary>What is asked for: a name, a user, a beginning, tags.</summary>
    public static RunRecord New(MlflowRequest ask, int collection, long now)
    {
        var tags = ask.Entries("tags");
        var id = Guid.NewGuid().ToString("N");
        var name = ask.TextOrNull("run_name") is { Length: > 0 } said ? said
            : tags.FirstOrDefault(tag => tag.Key == RunNames.NameTag).Value is { Length: > 0 } tagged ? tagged
            : RunTitle.Of(id);
        var named = RunRecord.None.ToBuilder();
        foreach (var (key, value) in tags)
        {
            named[key] = value!;
        }

        return new RunRecord(
            id, collection, name, ask.TextOrNull("user_id") is { Length: > 0 } user ? user : "unknown",
            ask.NumberOrNull("start_time") ?? now) { Tags = named.ToImmutable() };
    }

    public async Task<MlflowAnswer> GetAsync(MlflowRequest ask) =>
        Of(await desk.RunAsync(ask.Run(), ask.Cancellation));

    public async Task<MlflowAnswer> UpdateAsync(MlflowRequest ask)
    {
        var id = ask.Run();
        var status = ask.Choice("status", s_statuses);
        var end = ask.NumberOrNull("end_time");
        var name = ask.TextOrNull("run_name");
        var run = await desk.ChangeRunAsync(
            id,
            ledger => RunRules.Change(
                ledger, id, status is { } one ? (RunStatus)one : null, end, string.IsNullOrEmpty(name) ? null : name),
            ledger => MlflowDesk.Of(ledger, ledger.Run(id)!), ask.Cancellation);
        return json =>
        {
            json.WriteStartObject("run_info");
            MlflowJson.Info(json, run);
            json.WriteEndObject();
        };
    }

    public Task<MlflowAnswer> DeleteAsync(MlflowRequest ask) => MoveAsync(ask, isDeleted: true);

    public Task<MlflowAnswer> RestoreAsync(MlflowRequest ask) => MoveAsync(ask, isDeleted: false);

    public async Task<MlflowAnswer> SearchAsync(MlflowRequest ask)
    {
        var most = ask.Within("max_results", UsualResults, 1, ResultsMax);
        var view = ask.Choice("run_view_type", "ACTIVE_ONLY", "DELETED_ONLY", "ALL") ?? 0;
        var experiments = ask.Texts("experiment_ids").Distinct(StringComparer.Ordinal).ToList();
        if (experiments.Count > ExperimentsMax)
        {
            throw ask.Invalid("experiment_ids");
        }

        var all = new List<MlflowRun>();
        foreach (var id in experiments)
        {
            await AddAsync(all, id, ask.Cancellation);
        }

        var found = MlflowSearch.Find(
            all.Where(run => view == 2 || run.Record.IsDeleted == (view == 1))
                .OrderByDescending(run => run.Record.Start).ThenBy(run => run.Record.Id, StringComparer.Ordinal),
            ask.TextOrNull("filter") ?? "", ask.Texts("order_by"), MlflowRun.Attributes);
        var (page, next) = MlflowSearch.Page(found, ask.TextOrNull("page_token"), most);
        return json =>
        {
            MlflowRoutes.List(json, "runs", page, MlflowJson.Run);
            MlflowRoutes.Next(json, next);
        };
    }

    // One that is not there has no runs.
    private async Task AddAsync(List<MlflowRun> all, string id, CancellationToken cancellation)
    {
        MlflowExperiment experiment;
        try
        {
            experiment = await desk.ExperimentAsync(id, cancellation);
        }
        catch (RunException missing) when (missing.Fault == RunFault.Missing)
        {
            return;
        }

        if (experiment.Sweep is { } sweep)
        {
            all.AddRange(await desk.Sweeps.RunsAsync(sweep, cancellation));
            return;
        }

        var number = await desk.CollectionAsync(id, cancellation);
        var records = await desk.Book.ReadAsync(ledger => ledger.RunsOf(number), cancellation);
        all.AddRange(records.Select(record => new MlflowRun(record, experiment.Id, experiment.Location)));
    }

    private async Task<MlflowAnswer> MoveAsync(MlflowRequest ask, bool isDeleted)
    {
        var id = ask.Run();
        await desk.ChangeRunAsync(
            id, ledger => RunRules.Move(ledger, id, isDeleted, desk.Now), static _ => true, ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    public static MlflowAnswer Of(MlflowRun run) => json =>
    {
        json.WriteStartObject("run");
        MlflowJson.Run(json, run);
        json.WriteEndObject();
    };
}
