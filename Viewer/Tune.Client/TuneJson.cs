using System.Text.Json;
using System.Text.Json.Serialization;
using Tune.Client.Shapes;

namespace Tune.Client;

/// <summary>How shapes are written: snake case, no nulls, numbers that JSON cannot hold as "NaN", "Infinity" and
/// "-Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ServerItem))]
[JsonSerializable(typeof(ExperimentItem))]
[JsonSerializable(typeof(ExperimentList))]
[JsonSerializable(typeof(ExperimentDetail))]
[JsonSerializable(typeof(PointList))]
[JsonSerializable(typeof(SparkList))]
[JsonSerializable(typeof(WaitingList))]
[JsonSerializable(typeof(CollectionList))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunItem))]
[JsonSerializable(typeof(RunMetricList))]
[JsonSerializable(typeof(ArtifactList))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelItem))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(ResourceList))]
[JsonSerializable(typeof(InsightItem))]
[JsonSerializable(typeof(ImportanceItem))]
[JsonSerializable(typeof(SurfaceItem))]
[JsonSerializable(typeof(TrialItem))]
[JsonSerializable(typeof(TrialList))]
[JsonSerializable(typeof(CurveList))]
[JsonSerializable(typeof(Changes))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(AttemptList))]
[JsonSerializable(typeof(LineageList))]
[JsonSerializable(typeof(LogPart))]
[JsonSerializable(typeof(CheckpointList))]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(DoneItem))]
[JsonSerializable(typeof(AnnotateItem))]
[JsonSerializable(typeof(EnqueueItem))]
[JsonSerializable(typeof(ExtendItem))]
[JsonSerializable(typeof(TemplateList))]
[JsonSerializable(typeof(SubmitItem))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(LinkItem))]
[JsonSerializable(typeof(ProblemItem))]
[JsonSerializable(typeof(WebhookPayload))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class TuneJson : JsonSerializerContext;
