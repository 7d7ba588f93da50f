using Microsoft.AspNetCore.Routing;
using Tune.Server.Access;

namespace Tune.Server.Mlflow;

internal static class ModelRoutes
{
    public static void Map(IEndpointRouteBuilder api, MlflowDesk desk, VersionCalls versions)
    {
        MapModels(api, new ModelCalls(desk));
        MapVersions(api, versions);
    }

    private static void MapModels(IEndpointRouteBuilder api, ModelCalls calls)
    {
        const string at = "/registered-models";
        MlflowRoutes.Call(api, "POST", $"{at}/create", TuneRole.Operator, calls.CreateAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/get", TuneRole.Viewer, calls.GetAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/search", TuneRole.Viewer, calls.SearchAsync);
        MlflowRoutes.Call(api, "POST", $"{at}/rename", TuneRole.Operator, calls.RenameAsync);
        MlflowRoutes.Call(api, "PATCH", $"{at}/update", TuneRole.Operator, calls.UpdateAsync);
        MlflowRoutes.Call(api, "DELETE", $"{at}/delete", TuneRole.Operator, calls.DeleteAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/get-latest-versions", TuneRole.Viewer, calls.LatestAsync);
        MlflowRoutes.Call(api, "POST", $"{at}/get-latest-versions", TuneRole.Viewer, calls.LatestAsync);
        MlflowRoutes.Call(api, "POST", $"{at}/set-tag", TuneRole.Operator, calls.SetTagAsync);
        MlflowRoutes.Call(api, "DELETE", $"{at}/delete-tag", TuneRole.Operator, calls.DeleteTagAsync);
        MlflowRoutes.Call(api, "POST", $"{at}/alias", TuneRole.Operator, calls.SetAliasAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/alias", TuneRole.Viewer, calls.GetAliasAsync);
        MlflowRoutes.Call(api, "DELETE", $"{at}/alias", TuneRole.Operator, calls.DeleteAliasAsync);
    }

    private static void MapVersions(IEndpointRouteBuilder api, VersionCalls calls)
    {
        const string at = "/model-versions";
        MlflowRoutes.Call(api, "POST", $"{at}/create", TuneRole.Operator, calls.CreateAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/get", TuneRole.Viewer, calls.GetAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/search", TuneRole.Viewer, calls.SearchAsync);
        MlflowRoutes.Call(api, "PATCH", $"{at}/update", TuneRole.Operator, calls.UpdateAsync);
        MlflowRoutes.Call(api, "DELETE", $"{at}/delete", TuneRole.Operator, calls.DeleteAsync);
        MlflowRoutes.Call(api, "POST", $"{at}/transition-stage", TuneRole.Operator, calls.StageAsync);
        MlflowRoutes.Call(api, "GET", $"{at}/get-download-uri", TuneRole.Viewer, calls.UriAsync);
        MlflowRoutes.Call(api, "POST", $"{at}/set-tag", TuneRole.Operator, calls.SetTagAsync);
        MlflowRoutes.Call(api, "DELETE", $"{at}/delete-tag", TuneRole.Operator, calls.DeleteTagAsync);
    }
}
