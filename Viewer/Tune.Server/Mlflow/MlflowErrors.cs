using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Errors as MLflow's clients read them. They ask again after 408, 429 and most of 5xx for minutes, so what
/// would fail again is never one of those.</summary>
internal sealed class MlflowErrors : IErrorForm
{
    public static MlflowErrors Form { get; } = new();

    public async Task WriteAsync(HttpContext context, int status, string kind, string detail)
    {
        var (code, said) = CodeOf(status, kind);
        context.Response.StatusCode = said;
        context.Response.ContentType = "application/json";
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, MlflowJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("error_code", code);
            json.WriteString("message", detail);
            json.WriteEndObject();
        }

        await context.Response.Body.WriteAsync(bytes.WrittenMemory, context.RequestAborted);
    }

    private static (string Code, int Status) CodeOf(int status, string kind) => (kind, status) switch
    {
        ("run_exists", _) => ("RESOURCE_ALREADY_EXISTS", 400),
        ("route", _) => ("ENDPOINT_NOT_FOUND", 404),
        ("body", _) => ("BAD_REQUEST", 400),
        ("storage_notowner", _) => ("PERMISSION_DENIED", 403),
        ("storage_damaged" or "storage_refused", _) => ("BAD_REQUEST", 400),
        (_, 401) => ("UNAUTHENTICATED", 401),
        (_, 403) => ("PERMISSION_DENIED", 403),
        (_, 404) => ("RESOURCE_DOES_NOT_EXIST", 404),
        (_, 501) => ("NOT_IMPLEMENTED", 501),
        (_, 503) => ("TEMPORARILY_UNAVAILABLE", 503),
        (_, 504) => ("DEADLINE_EXCEEDED", 504),
        (_, >= 500) => ("INTERNAL_ERROR", 500),
        _ => ("INVALID_PARAMETER_VALUE", 400),
    };
}
