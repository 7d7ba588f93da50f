using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Access;

namespace Tune.Server.Mlflow;

internal static class MlflowFileRoutes
{
    public static void Map(IEndpointRouteBuilder api, ArtifactCalls calls)
    {
        MlflowRoutes.Call(api, "GET", "/mlflow/artifacts/list", TuneRole.Viewer, calls.ListOfRunAsync);
        MlflowRoutes.Call(api, "GET", "/mlflow-artifacts/artifacts", TuneRole.Viewer, calls.ListAsync);
        api.MapGet("/mlflow-artifacts/artifacts/{**path}", calls.DownloadAsync);
        api.MapPut("/mlflow-artifacts/artifacts/{**path}", calls.UploadAsync)
            .WithMetadata(new RequiredRole(TuneRole.Operator));
        foreach (var step in new[] { "create", "complete", "abort" })
        {
            MlflowRoutes.Call(
                api, "POST", $"/mlflow-artifacts/mpu/{step}/{{**path}}", TuneRole.Operator,
                ArtifactCalls.RefusePartsAsync);
        }

        api.MapPost("/mlflow/upload-artifact", calls.UploadOfRunAsync)
            .WithMetadata(new RequiredRole(TuneRole.Operator));
        MlflowRoutes.Call(
            api, "DELETE", "/mlflow-artifacts/artifacts/{**path}", TuneRole.Operator, calls.RemoveAsync);
    }
}
