using System.Collections.Immutable;
using Tune.Client.Shapes;
using Tune.Engine.Runs;

namespace Tune.Server.Runs;

/// <summary>Runs and models in the shapes that clients read.</summary>
internal static class RunForms
{
    private const int VersionsMax = 1_000;

    public static CollectionItem Of(RunLedger ledger, RunCollection collection)
    {
        var runs = ledger.RunsOf(collection.Id).Where(run => !run.IsDeleted).ToArray();
        return new CollectionItem
        {
            Collection = collection.Id,
            Name = collection.Name,
            Runs = runs.Length,
            Running = runs.Count(run => run.Status == RunStatus.Running),
            CreatedUtc = Utc(collection.Created),
            LastUtc = runs.Length == 0 ? null : Utc(runs.Max(run => run.Start)),
            Tags = collection.Tags,
        };
    }

    public static RunItem Of(RunRecord run, int most = int.MaxValue) => new()
    {
        Run = run.Id,
        Collection = run.Collection,
        Name = run.Name,
        User = run.User,
        Status = run.Status.ToString(),
        StartedUtc = Utc(run.Start),
        EndedUtc = run.End is { } end ? Utc(end) : null,
        Parameters = Some(run.Parameters, most),
        Metrics = run.Metrics.Take(most).ToDictionary(one => one.Key, one => one.Value.Value, StringComparer.Ordinal),
        Tags = Some(run.Tags, most),
    };

    public static ModelItem Of(RunLedger ledger, RegisteredModel model, int most = VersionsMax) => new()
    {
        Name = model.Name,
        Note = model.Note,
        CreatedUtc = Utc(model.Created),
        ChangedUtc = Utc(model.Changed),
        Aliases = model.Aliases,
        Tags = model.Tags,
        VersionCount = model.Versions.Count,
        Versions = [.. model.Versions.Values.Reverse().Take(most).Select(version => Of(ledger, version))],
    };

    public static DateTime Utc(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(
        Math.Clamp(milliseconds, -62_135_596_800_000, 253_402_300_799_999));

    private static VersionItem Of(RunLedger ledger, ModelVersion version) => new()
    {
        Version = version.Number,
        CreatedUtc = Utc(version.Created),
        Note = version.Note,
        Stage = version.Stage,
        Tags = version.Tags,
        Source = version.Origin.Source,
        Run = version.Origin.Run,
        Collection = version.Origin.Run is { } run ? ledger.Run(run)?.Collection : null,
        Experiment = version.Origin.Experiment,
        Trial = version.Origin.Trial,
        Checkpoint = version.Origin.Checkpoint,
    };

    private static IReadOnlyDictionary<string, string> Some(
        ImmutableSortedDictionary<string, string> all, int most) =>
        all.Count <= most ? all : all.Take(most).ToDictionary(StringComparer.Ordinal);
}
