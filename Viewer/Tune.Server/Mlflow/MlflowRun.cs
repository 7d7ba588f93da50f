using Tune.Engine.Filters;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>A run as MLflow's clients see it: a free-standing one, or a trial of a sweep.</summary>
/// <param name="Record">What it is and says.</param>
/// <param name="Experiment">The id of what MLflow calls its experiment.</param>
/// <param name="Location">Where the artifacts of that experiment are.</param>
internal sealed record MlflowRun(RunRecord Record, string Experiment, string Location) : IFilterable
{
    /// <summary>What filters and orders know besides metrics, params and tags.</summary>
    public static IReadOnlyList<string> Attributes { get; } =
    [
        "run_id", "run_name", "run name", "user_id", "status", "start_time", "created", "end_time", "artifact_uri",
        "lifecycle_stage", "experiment_id", "dataset.name", "dataset.digest", "dataset.context",
    ];

    public string ArtifactUri => $"{Location}/{Record.Id}/artifacts";

    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Metric => Record.Metrics.TryGetValue(field.Name, out var point)
            ? FilterValue.Of(point.Value) : FilterValue.None,
        FilterFieldKind.Parameter => Record.Parameters.TryGetValue(field.Name, out var value)
            ? MlflowSearch.Read(value) : FilterValue.None,
        FilterFieldKind.Tag => FilterValue.Of(Record.Tags.GetValueOrDefault(field.Name)),
        _ => field.Name switch
        {
            "run_id" => FilterValue.Of(Record.Id),
            "run_name" or "run name" => FilterValue.Of(Record.Name),
            "user_id" => FilterValue.Of(Record.User),
            "status" => FilterValue.Of(MlflowJson.StatusOf(Record.Status)),
            "start_time" or "created" => FilterValue.Of(Record.Start),
            "end_time" => Record.End is { } end ? FilterValue.Of(end) : FilterValue.None,
            "artifact_uri" => FilterValue.Of(ArtifactUri),
            "experiment_id" => FilterValue.Of(Experiment),
            _ when SeveralOf(field) is { } several => several.Count > 0 ? several[0] : FilterValue.None,
            _ => FilterValue.Of(MlflowJson.Stage(Record.IsDeleted)),
        },
    };

    /// <summary>A run may have been given several datasets.</summary>
    public IReadOnlyList<FilterValue>? SeveralOf(FilterField field) => field is not
        { Kind: FilterFieldKind.Attribute, Name: "dataset.name" or "dataset.digest" or "dataset.context" }
        ? null
        :
        [
            .. RunDataset.Of(Record).Select(dataset => field.Name switch
            {
                "dataset.name" => dataset.Name,
                "dataset.digest" => dataset.Digest,
                _ => dataset.Context,
            }).Where(text => text is not null).Select(text => FilterValue.Of(text)),
        ];
}
