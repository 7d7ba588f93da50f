using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>Calls a server of MLflow: asks again after what may pass, waits no longer than it is told, and reads no
/// more of an answer than fits.</summary>
internal sealed class MlflowHttp : IDisposable
{
    private const int AnswerBytesMax = 64 << 20;
    private const int QuotedMax = 300;
    private static readonly TimeSpan s_pauseMost = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly MlflowAccess _access;
    private readonly TimeProvider _time;
    private readonly string _shown;

    public MlflowHttp(Uri address, MlflowAccess access, TimeProvider time)
    {
        (_access, _time) = (access, time);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (access.TrustsAll)
        {
            handler.SslOptions.RemoteCertificateValidationCallback =
                static (_, certificate, _, _) => certificate is not null;
        }

        // The name and the password go into the header, and nowhere else.
        var bare = new UriBuilder(address) { UserName = "", Password = "", Query = "", Fragment = "" };
        bare.Path = bare.Path.TrimEnd('/') + "/";
        _shown = bare.Uri.ToString();
        _http = new HttpClient(handler) { BaseAddress = bare.Uri, Timeout = access.Timeout };
        _http.DefaultRequestHeaders.Authorization = access.Authorization;
    }

    /// <summary>Asks.</summary>
    /// <param name="call">What, such as <c>runs/search</c>, with its query if it has one.</param>
    /// <param name="body">A JSON object, which is posted; null to get.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ImportException">There was no answer, or one that says no; the message says which.</exception>
    public async Task<JsonElement> AskAsync(string call, string? body, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            var pause = TimeSpan.FromTicks(Math.Min(s_pauseMost.Ticks, _access.Pause.Ticks << tries));
            try
            {
                using var request = new HttpRequestMessage(
                    body is null ? HttpMethod.Get : HttpMethod.Post,
                    new Uri($"api/2.0/mlflow/{call}", UriKind.Relative));
                request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(_access.Timeout);
                using var answer = await _http.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (!MayPass(answer.StatusCode) || tries >= _access.Retries)
                {
                    return await ReadAsync(call, answer, limit.Token);
                }

                pause = answer.Headers.RetryAfter?.Delta is { } asked && asked > pause
                    ? asked < s_pauseMost ? asked : s_pauseMost : pause;
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException
                && !cancellation.IsCancellationRequested)
            {
                if (tries >= _access.Retries)
                {
                    throw new ImportException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_shown} does not answer ({Name(call)}): {Why(gone)}. It was asked {tries + 1} times."),
                        gone);
                }
            }

            await Task.Delay(pause, _time, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What a server has no business to answer.</summary>
    public ImportException Odd(string call, string what) =>
        new($"{_shown} does not answer as MLflow does ({Name(call)}): {what}.");

    private async Task<JsonElement> ReadAsync(
        string call, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var bytes = await BytesAsync(call, answer, cancellation);
        JsonElement? json = null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            json = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return json ?? throw Odd(call, "what it answers is no JSON object");
        }

        var hint = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? " Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD." : "";
        var said = json is { } error && error.TryGetProperty("message", out var message)
            && message.ValueKind == JsonValueKind.String
                ? $": {Quoted(message.GetString()!)}" : "";
        throw new ImportException(string.Create(
            CultureInfo.InvariantCulture,
            $"{_shown} refuses {Name(call)} ({(int)answer.StatusCode}){said}{(said.EndsWith('.') ? "" : ".")}{hint}"));
    }

    private async Task<ReadOnlyMemory<byte>> BytesAsync(
        string call, HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        using var bytes = new MemoryStream();
        var part = new byte[1 << 16];
        while (await body.ReadAsync(part, cancellation) is > 0 and var read)
        {
            bytes.Write(part, 0, read);
            if (bytes.Length > AnswerBytesMax)
            {
                throw Odd(call, $"its answer has more than {AnswerBytesMax} bytes");
            }
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static bool MayPass(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;

    private static string Name(string call) => call.Split('?')[0];

    private string Why(Exception gone) => gone is OperationCanceledException
        ? string.Create(CultureInfo.InvariantCulture, $"nothing came for {_access.Timeout.TotalSeconds:0.#} s")
        : gone.Message.TrimEnd('.');

    private static string Quoted(string text)
    {
        var line = new string([.. text.Take(QuotedMax).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > QuotedMax ? line + "…" : line;
    }
}
