using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Access;

namespace Tune.Server.Mlflow;

internal static class LoggedModelRoutes
{
    public static void Map(IEndpointRouteBuilder api, LoggedModelCalls calls)
    {
        const string all = "/mlflow/logged-models";
        const string one = $"{all}/{{model}}";
        MlflowRoutes.Call(api, "POST", all, TuneRole.Operator, calls.CreateAsync);
        MlflowRoutes.Call(api, "POST", $"{all}/search", TuneRole.Viewer, calls.SearchAsync);
        MlflowRoutes.Call(api, "GET", one, TuneRole.Viewer, calls.GetAsync);
        MlflowRoutes.Call(api, "PATCH", one, TuneRole.Operator, calls.FinalizeAsync);
        MlflowRoutes.Call(api, "DELETE", one, TuneRole.Operator, calls.DeleteAsync);
        MlflowRoutes.Call(api, "POST", $"{one}/params", TuneRole.Operator, calls.LogParametersAsync);
        MlflowRoutes.Call(api, "PATCH", $"{one}/tags", TuneRole.Operator, calls.SetTagsAsync);
        MlflowRoutes.Call(api, "DELETE", $"{one}/tags/{{key}}", TuneRole.Operator, calls.DeleteTagAsync);
        MlflowRoutes.Call(api, "GET", $"{one}/artifacts/directories", TuneRole.Viewer, calls.FilesAsync);
        api.MapGet($"{one}/artifacts/files", calls.DownloadAsync);
    }
}
