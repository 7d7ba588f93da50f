using Microsoft.AspNetCore.Http;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Server.Answers;

/// <summary>Shapes as JSON.</summary>
internal static class Answer
{
    public static IResult Of(ServerItem item) => Results.Json(item, TuneJson.Default.ServerItem);

    public static IResult Of(ExperimentItem item) => Results.Json(item, TuneJson.Default.ExperimentItem);

    public static IResult Of(ExperimentList list) => Results.Json(list, TuneJson.Default.ExperimentList);

    public static IResult Of(ExperimentDetail detail) => Results.Json(detail, TuneJson.Default.ExperimentDetail);

    public static IResult Of(PointList points) => Results.Json(points, TuneJson.Default.PointList);

    public static IResult Of(SparkList list) => Results.Json(list, TuneJson.Default.SparkList);

    public static IResult Of(WaitingList list) => Results.Json(list, TuneJson.Default.WaitingList);

    public static IResult Of(CollectionList list) => Results.Json(list, TuneJson.Default.CollectionList);

    public static IResult Of(RunList list) => Results.Json(list, TuneJson.Default.RunList);

    public static IResult Of(RunItem run) => Results.Json(run, TuneJson.Default.RunItem);

    public static IResult Of(RunMetricList list) => Results.Json(list, TuneJson.Default.RunMetricList);

    public static IResult Of(ArtifactList list) => Results.Json(list, TuneJson.Default.ArtifactList);

    public static IResult Of(ModelList list) => Results.Json(list, TuneJson.Default.ModelList);

    public static IResult Of(ModelItem model) => Results.Json(model, TuneJson.Default.ModelItem);

    public static IResult Of(NodeList nodes) => Results.Json(nodes, TuneJson.Default.NodeList);

    public static IResult Of(ResourceList list) => Results.Json(list, TuneJson.Default.ResourceList);

    public static IResult Of(InsightItem insight) => Results.Json(insight, TuneJson.Default.InsightItem);

    public static IResult Of(ImportanceItem importance) => Results.Json(importance, TuneJson.Default.ImportanceItem);

    public static IResult Of(SurfaceItem surface) => Results.Json(surface, TuneJson.Default.SurfaceItem);

    public static IResult Of(TrialItem item) => Results.Json(item, TuneJson.Default.TrialItem);

    public static IResult Of(TrialList list) => Results.Json(list, TuneJson.Default.TrialList);

    public static IResult Of(CurveList list) => Results.Json(list, TuneJson.Default.CurveList);

    public static IResult Of(EventList list) => Results.Json(list, TuneJson.Default.EventList);

    public static IResult Of(AttemptList list) => Results.Json(list, TuneJson.Default.AttemptList);

    public static IResult Of(LineageList list) => Results.Json(list, TuneJson.Default.LineageList);

    public static IResult Of(LogPart part) => Results.Json(part, TuneJson.Default.LogPart);

    public static IResult Of(CheckpointList list) => Results.Json(list, TuneJson.Default.CheckpointList);

    public static IResult Of(GroupList list) => Results.Json(list, TuneJson.Default.GroupList);

    public static IResult Of(Changes changes) => Results.Json(changes, TuneJson.Default.Changes);

    public static IResult Of(TemplateList list) => Results.Json(list, TuneJson.Default.TemplateList);

    public static IResult Of(DoneItem done) => Results.Json(done, TuneJson.Default.DoneItem);

    public static IResult Of(AuditList list) => Results.Json(list, TuneJson.Default.AuditList);

    public static IResult Of(LinkItem link) => Results.Json(link, TuneJson.Default.LinkItem);
}
