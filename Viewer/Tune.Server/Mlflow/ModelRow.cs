using Tune.Engine.Filters;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What filters and orders can ask of a registered model.</summary>
internal sealed record ModelRow(RegisteredModel Model) : IFilterable
{
    private const string PromptTag = "mlflow.prompt.is_prompt";

    public static IReadOnlyList<string> Attributes { get; } =
        ["name", "timestamp", "creation_timestamp", "last_updated_timestamp"];

    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Tag => TagOf(Model.Tags, field.Name),
        FilterFieldKind.Attribute => field.Name switch
        {
            "name" => FilterValue.Of(Model.Name),
            "creation_timestamp" => FilterValue.Of(Model.Created),
            _ => FilterValue.Of(Model.Changed),
        },
        _ => FilterValue.None,
    };

    /// <summary>Whether a tag says that this is a prompt: clients of release 3 keep those beside the models.</summary>
    public static bool IsPrompt(RunEntry tag) => tag is { Key: PromptTag, Value: "true" or "True" };

    /// <summary>Whether a search means something with these tags: prompts are found only if it speaks of them.
    /// </summary>
    public static bool IsMeant(string filter, IReadOnlyDictionary<string, string> tags) =>
        filter.Contains(PromptTag, StringComparison.Ordinal)
        || !tags.Any(tag => IsPrompt(new RunEntry(tag.Key, tag.Value)));

    /// <summary>A tag. What does not say whether it is a prompt is none: <c>!= 'true'</c> finds it.</summary>
    public static FilterValue TagOf(IReadOnlyDictionary<string, string> tags, string name) =>
        FilterValue.Of(tags.GetValueOrDefault(name) ?? (name == PromptTag ? "false" : null));
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
        FilterFieldKind.Tag => ModelRow.TagOf(Version.Tags, field.Name),
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
