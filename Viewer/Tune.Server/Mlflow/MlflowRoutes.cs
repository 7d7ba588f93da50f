using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Access;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>The tracking API and the model registry of MLflow (REST 2.0), as clients 2.12 to 3.6 use them.</summary>
internal static class MlflowRoutes
{
    private const string Version = "2.0.0";
    private static readonly string[] s_roots = ["/api/2.0", "/ajax-api/2.0"];

    /// <param name="routes">Where.</param>
    /// <param name="served">What is served.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="artifactBytesMax">How many bytes a file of a run may have.</param>
    /// <param name="isGuest">Whether it is one of several in an app, which keeps its own short names.</param>
    public static void Map(
        IEndpointRouteBuilder routes, Served served, TimeProvider time, long artifactBytesMax, bool isGuest)
    {
        var desk = new MlflowDesk(served, time);
        var files = new ArtifactCalls(desk, artifactBytesMax);
        var shelf = new LoggedModelShelf(desk, new SemaphoreSlim(1));
        var models = new LoggedModelCalls(desk, shelf, files);
        var versions = new VersionCalls(desk, shelf, files);
        var all = routes.MapGroup("").WithMetadata(MlflowErrors.Form).ExcludeFromDescription();
        foreach (var root in s_roots)
        {
            var api = all.MapGroup(root);
            MapExperiments(api.MapGroup("/mlflow/experiments"), new ExperimentCalls(desk));
            MapRuns(api.MapGroup("/mlflow/runs"), new RunCalls(desk), new LoggingCalls(desk, shelf));
            MapMetrics(api.MapGroup("/mlflow/metrics"), new MetricCalls(desk));
            ModelRoutes.Map(api.MapGroup("/mlflow"), desk, versions);
            PageRoutes.Map(api.MapGroup("/mlflow"), desk);
            MlflowFileRoutes.Map(api, files);
            LoggedModelRoutes.Map(api, models);
            Call(api, "POST", "/mlflow/experiments/search-datasets", TuneRole.Viewer,
                new DatasetCalls(desk).SearchAsync);
            if (!isGuest)
            {
                api.MapFallback("{**path}", Missing);
            }
        }

        if (isGuest)
        {
            return;
        }

        all.MapFallback("/api/3.0/{**path}", Missing);
        all.MapFallback("/ajax-api/3.0/{**path}", Missing);
        all.MapFallback("/graphql", Missing);
        all.MapGet("/health", static context => TextAsync(context, "OK"));
        all.MapGet("/version", static context => TextAsync(context, Version));
        all.MapGet("/get-artifact", files.DownloadOfRunAsync);
        all.MapGet("/model-versions/get-artifact", versions.DownloadAsync);
    }

    /// <summary>Nothing but that it was done.</summary>
    public static MlflowAnswer Nothing { get; } = static _ => { };

    /// <summary>Maps a call.</summary>
    public static void Call(
        IEndpointRouteBuilder routes, string verb, string path, TuneRole role,
        Func<MlflowRequest, Task<MlflowAnswer>> call) => routes.MapMethods(path, [verb], async (HttpContext context) =>
        {
            var answer = await call(await MlflowRequest.ReadAsync(context));
            context.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter, MlflowJson.Options);
            json.WriteStartObject();
            answer(json);
            json.WriteEndObject();
            await json.FlushAsync(context.RequestAborted);
        }).WithMetadata(new RequiredRole(role));

    public static void List<T>(
        Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Next(Utf8JsonWriter json, string? token)
    {
        if (token is not null)
        {
            json.WriteString("next_page_token", token);
        }
    }

    private static void MapExperiments(RouteGroupBuilder api, ExperimentCalls calls)
    {
        Call(api, "POST", "/create", TuneRole.Operator, calls.CreateAsync);
        Call(api, "GET", "/get", TuneRole.Viewer, calls.GetAsync);
        Call(api, "GET", "/get-by-name", TuneRole.Viewer, calls.GetByNameAsync);
        Call(api, "GET", "/search", TuneRole.Viewer, calls.SearchAsync);
        Call(api, "POST", "/search", TuneRole.Viewer, calls.SearchAsync);
        Call(api, "POST", "/update", TuneRole.Operator, calls.UpdateAsync);
        Call(api, "POST", "/delete", TuneRole.Operator, calls.DeleteAsync);
        Call(api, "POST", "/restore", TuneRole.Operator, calls.RestoreAsync);
        Call(api, "POST", "/set-experiment-tag", TuneRole.Operator, calls.SetTagAsync);
        Call(api, "POST", "/delete-experiment-tag", TuneRole.Operator, calls.DeleteTagAsync);
    }

    private static void MapRuns(RouteGroupBuilder api, RunCalls runs, LoggingCalls logging)
    {
        Call(api, "POST", "/create", TuneRole.Operator, runs.CreateAsync);
        Call(api, "GET", "/get", TuneRole.Viewer, runs.GetAsync);
        Call(api, "POST", "/update", TuneRole.Operator, runs.UpdateAsync);
        Call(api, "POST", "/delete", TuneRole.Operator, runs.DeleteAsync);
        Call(api, "POST", "/restore", TuneRole.Operator, runs.RestoreAsync);
        Call(api, "POST", "/search", TuneRole.Viewer, runs.SearchAsync);
        Call(api, "POST", "/log-metric", TuneRole.Operator, logging.MetricAsync);
        Call(api, "POST", "/log-parameter", TuneRole.Operator, logging.ParameterAsync);
        Call(api, "POST", "/log-batch", TuneRole.Operator, logging.BatchAsync);
        Call(api, "POST", "/set-tag", TuneRole.Operator, logging.SetTagAsync);
        Call(api, "POST", "/delete-tag", TuneRole.Operator, logging.DeleteTagAsync);
        Call(api, "POST", "/log-inputs", TuneRole.Operator, logging.InputsAsync);
        Call(api, "POST", "/outputs", TuneRole.Operator, logging.OutputsAsync);
        Call(api, "POST", "/log-model", TuneRole.Operator, logging.ModelAsync);
    }

    private static void MapMetrics(RouteGroupBuilder api, MetricCalls calls)
    {
        api.MapGet("/get-history", calls.HistoryAsync);
        Call(api, "GET", "/get-history-bulk", TuneRole.Viewer, calls.BulkAsync);
        Call(api, "GET", "/get-history-bulk-interval", TuneRole.Viewer, calls.IntervalAsync);
    }

    private static Task Missing(HttpContext context) => Problem.WriteAsync(
        context, StatusCodes.Status404NotFound, "route", "There is no such call here.");

    private static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
