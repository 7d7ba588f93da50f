using Microsoft.AspNetCore.Routing;
using Tune.Engine.Runs;
using Tune.Server.Access;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Calls that only the pages of MLflow's own viewer make.</summary>
internal static class PageRoutes
{
    public static void Map(IEndpointRouteBuilder api, MlflowDesk desk)
    {
        MlflowRoutes.Call(
            api, "POST", "/runs/create-promptlab-run", TuneRole.Operator, new PromptRunCalls(desk).CreateAsync);
        MlflowRoutes.Call(api, "GET", "/gateway-proxy", TuneRole.Viewer, GatewayAsync);
        MlflowRoutes.Call(api, "POST", "/gateway-proxy", TuneRole.Viewer, GatewayAsync);
    }

    // There is no gateway to language models behind this server: it has no endpoints, and none can be called.
    private static Task<MlflowAnswer> GatewayAsync(MlflowRequest ask)
    {
        var method = ask.Context.Request.Method;
        var path = ask.TextOrNull("gateway_path") is { Length: > 0 } said ? said : throw new RunException(
            RunFault.Invalid, "Deployments proxy request must specify a gateway_path.");
        return method == "GET" && path.Trim('/') == "api/2.0/endpoints"
            ? Task.FromResult<MlflowAnswer>(static json =>
            {
                json.WriteStartArray("endpoints");
                json.WriteEndArray();
            })
            : throw new RunException(
                RunFault.Invalid, $"Invalid gateway_path: {Problem.Quoted(path)} for method: {method}");
    }
}
