using Tune.Engine.Filters;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What filters and orders can ask of a registered model.</summary>
internal sealed record ModelRow(RegisteredModel Model) : IFilterable
{
    public static IReadOnlyList<string> Attributes { get; } =
        ["name", "timestamp", "creation_timestamp", "last_updated_timestamp"];

    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Tag => FilterValue.Of(Model.Tags.GetValueOrDefault(field.Name)),
        FilterFieldKind.Attribute => field.Name switch
        {
            "name" => FilterValue.Of(Model.Name),
            "creation_timestamp" => FilterValue.Of(Model.Created),
            _ => FilterValue.Of(Model.Changed),
        },
        _ => FilterValue.None,
    };
}

/// <summary>What filters and orders can ask of a version.</summary>
internal sealed record VersionRow(RegisteredModel Model, ModelVersion Version) : IFilterable
{
    public static IReadOnlyList<string> Attributes { get; } =
    [
        "name", "version_number", "run_id", "source_path", "current_stage", "creation_timestamp",
        "last_updated_timestamp",
    ];

    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Tag => FilterValue.Of(Version.Tags.GetValueOrDefault(field.Name)),
        FilterFieldKind.Attribute => field.Name switch
        {
            "name" => FilterValue.Of(Model.Name),
            "version_number" => FilterValue.Of(Version.Number),
            "run_id" => FilterValue.Of(Version.Origin.Run),
            "source_path" => FilterValue.Of(Version.Origin.Source),
            "current_stage" => FilterValue.Of(Version.Stage),
            "creation_timestamp" => FilterValue.Of(Version.Created),
            _ => FilterValue.Of(Version.Changed),
        },
        _ => FilterValue.None,
    };
}
