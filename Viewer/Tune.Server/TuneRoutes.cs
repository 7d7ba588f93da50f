using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Server.Access;
using Tune.Server.Acting;
using Tune.Server.Answers;
using Tune.Server.Feeding;
using Tune.Server.Insight;
using Tune.Server.Mlflow;
using Tune.Server.Nodes;
using Tune.Server.Reading;
using Tune.Server.Runs;

namespace Tune.Server;

/// <summary>All routes, each behind the gate.</summary>
internal static class TuneRoutes
{
    public const string Api = "/api/v1";

    public static RouteGroupBuilder Map(
        IEndpointRouteBuilder routes, Served served, TuneServerOptions options, Keys keys, TimeProvider time)
    {
        var all = routes.MapGroup("");
        MapApi(all, served, options, time);
        MlflowRoutes.Map(all, served, time, options.ArtifactBytesMax, isGuest: false);
        var rules = RulesOf(options);
        LoginRoutes.Map(all, rules, keys);
        MapMissing(all);
        Guard(all, rules, keys);
        return all;
    }

    /// <summary>The API alone, for a program that knows its users or gives them a token.</summary>
    public static RouteGroupBuilder MapMounted(
        IEndpointRouteBuilder routes, Served served, TuneServerOptions options, TimeProvider time)
    {
        var all = routes.MapGroup("");
        MapApi(all, served, options, time);
        MlflowRoutes.Map(all, served, time, options.ArtifactBytesMax, isGuest: true);
        Guard(all, RulesOf(options), new Keys(options.Token, SessionShelf.None, time));
        return all;
    }

    private static void MapApi(
        RouteGroupBuilder all, Served served, TuneServerOptions options, TimeProvider time)
    {
        var api = all.MapGroup(Api).WithMetadata(Verbs.Mark);
        api.MapGet("/server", (HttpContext context) => Answer.Of(About(served, options, Gate.RoleOf(context))))
            .Produces<ServerItem>();
        ExperimentRoutes.Map(api, served);
        DetailRoutes.Map(api, served);
        SparkRoutes.Map(api, served, time);
        WaitingRoutes.Map(api, served);
        TrialRoutes.Map(api, served);
        CurveRoutes.Map(api, served);
        RunRoutes.Map(api, served);
        ArtifactRoutes.Map(api, served);
        NodeRoutes.Map(api, served, time);
        InsightRoutes.Map(api, served, time);
        EventRoutes.Map(api, served);
        AuditRoutes.Map(api, served);
        AttemptRoutes.Map(api, served);
        LineageRoutes.Map(api, served, time);
        GroupRoutes.Map(api, served);
        FileRoutes.Map(api, served);
        TrialArtifactRoutes.Map(api, served);
        ExportRoutes.Map(api, served);
        FeedRoutes.Map(api, served, time);
        ActionRoutes.Map(api, served);
        SubmitRoutes.Map(api, served);
        ActionRoutes.MapLinks(api, served);
        api.MapGet("/openapi.json", () => Results.Stream(
            typeof(TuneRoutes).Assembly.GetManifestResourceStream("openapi.json")!, "application/json"))
            .ExcludeFromDescription();
        MapMissing(api);
    }

    // Also with a dot in it, which stands for a file elsewhere.
    private static void MapMissing(RouteGroupBuilder routes)
    {
        var verbs = new Verbs();
        routes.MapFallback("{**path}", (HttpContext context) => MissAsync(context, verbs.At(context)))
            .ExcludeFromDescription();
    }

    private static Task MissAsync(HttpContext context, IReadOnlyList<string> verbs)
    {
        if (verbs.Count == 0 || verbs.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase))
        {
            return Stranger.IsPerson(context.Request)
                ? Stranger.MissAsync(context)
                : Problem.WriteAsync(context, StatusCodes.Status404NotFound, "route", Missing(context.Request));
        }

        context.Response.Headers.Allow = string.Join(", ", verbs);
        return Problem.WriteAsync(
            context, StatusCodes.Status405MethodNotAllowed, "verb",
            $"This path does not take {Problem.Quoted(context.Request.Method)}; it takes "
            + $"{string.Join(" or ", verbs)}.");
    }

    // A route that takes JSON is none for a body that says it is something else.
    private static string Missing(HttpRequest request) =>
        !request.HasJsonContentType() && (request.ContentType is not null || request.ContentLength > 0)
            ? $"There is no such route, or none that takes '{Problem.Quoted(request.ContentType ?? "")}': say "
                + "Content-Type: application/json."
            : "There is no such route.";

    // What is put around last stands first: the gate.
    private static void Guard(RouteGroupBuilder all, Rules rules, Keys keys)
    {
        var gate = new Gate(rules, keys);
        ((IEndpointConventionBuilder)all).Finally(Answering.Guard);
        ((IEndpointConventionBuilder)all).Finally(gate.Guard);
    }

    private static Rules RulesOf(TuneServerOptions options)
    {
        Exposure.RequireOrigin(options.PublicOrigin);
        return new Rules(Exposure.Hosts(options), options.PublicOrigin, options.ReadOnly, options.Authorize);
    }

    private static ServerItem About(Served served, TuneServerOptions options, TuneRole role) => new()
    {
        Version = typeof(TuneRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "",
        Store = role == TuneRole.Admin ? served.Store.Location : "",
        Role = role.ToString().ToLowerInvariant(),
        CanAct = served.Acts is not null && !options.ReadOnly && role >= TuneRole.Operator,
    };
}
