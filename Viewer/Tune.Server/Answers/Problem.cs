using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tune.Server.Answers;

/// <summary>An error as RFC 9457 has it.</summary>
internal static class Problem
{
    private const int QuotedMax = 100;

    /// <summary>Answers with an error.</summary>
    /// <param name="context">Whom.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="kind">One word for programs; it does not change.</param>
    /// <param name="detail">One sentence for people.</param>
    public static async Task WriteAsync(HttpContext context, int status, string kind, string detail)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        // What was begun to be said of an answer that there is not.
        context.Response.ContentLength = null;
        context.Response.Headers.ContentDisposition = default;
        context.Response.Headers.ETag = default;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IErrorForm>() is { } form)
        {
            await form.WriteAsync(context, status, kind, detail);
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:tunenet:{kind}");
            json.WriteString("title", kind);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteEndObject();
        }

        await context.Response.Body.WriteAsync(bytes.WrittenMemory, context.RequestAborted);
    }

    /// <summary>What somebody sent, short enough to be said back.</summary>
    public static string Quoted(string text) => text.Length <= QuotedMax ? text : text[..QuotedMax] + "…";
}
