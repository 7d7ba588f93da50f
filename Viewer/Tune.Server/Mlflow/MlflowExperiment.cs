using Tune.Engine.Filters;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What MLflow calls an experiment: a collection of runs, or a sweep.</summary>
/// <param name="Id">Decimal digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record MlflowExperiment(
    string Id, string Name, IReadOnlyCollection<KeyValuePair<string, string>> Tags) : IFilterable
{
    public static IReadOnlyList<string> Attributes { get; } =
        ["name", "experiment_id", "creation_time", "last_update_time", "lifecycle_stage"];

    public required string Location { get; init; }

    public long Created { get; init; }

    public long Changed { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>The sweep it is; null for a collection.</summary>
    public string? Sweep { get; init; }

    /// <summary>Where artifacts of an experiment are, unless it says otherwise.</summary>
    public static string LocationOf(string id) => $"mlflow-artifacts:/{id}";

    public static MlflowExperiment Of(RunCollection collection)
    {
        var id = collection.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new MlflowExperiment(id, collection.Name, collection.Tags)
        {
            Location = collection.Location ?? LocationOf(id),
            Created = collection.Created,
            Changed = collection.Changed,
            IsDeleted = collection.IsDeleted,
        };
    }

    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Tag => FilterValue.Of(
            Tags.Where(tag => tag.Key == field.Name).Select(tag => tag.Value).FirstOrDefault()),
        FilterFieldKind.Attribute => field.Name switch
        {
            "name" => FilterValue.Of(Name),
            "experiment_id" => FilterValue.Of(Id),
            "creation_time" => FilterValue.Of(Created),
            "last_update_time" => FilterValue.Of(Changed),
            _ => FilterValue.Of(MlflowJson.Stage(IsDeleted)),
        },
        _ => FilterValue.None,
    };
}
