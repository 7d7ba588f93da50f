using System.Text;

namespace Tune.Server.Tests.Generated;

/// <summary>A request, and what may come of it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Statuses">The statuses that the document names for its route; empty for a route that is in none, as
/// MLflow's are.</param>
internal sealed record Asked(HttpRequestMessage Request, IReadOnlyList<int> Statuses) : IDisposable
{
    // What the web server takes: a line, all headers together, and how many of them.
    private const int LineMax = 64 * 1024;
    private const int HeadersMax = 32 * 1024;
    private const int HeaderCountMax = 100;

    // What the client adds: Host, Authorization, Content-Type and Content-Length.
    private const int AddedCount = 4;
    private const int AddedBytes = 400;

    /// <summary>Whether the web server may refuse it before it is a request: then there is an answer without a body, or
    /// none, as the connection ends while the rest is still on its way.</summary>
    public bool MayBeNone => Line.Length + AddedBytes > LineMax || Headers.Count() + AddedCount > HeaderCountMax
        || Headers.Sum(header => header.Length) + AddedBytes > HeadersMax
        || Path.Contains("%00", StringComparison.Ordinal);

    /// <summary>It in text, as somebody would have to send it again.</summary>
    public override string ToString() => $"{Start(Line)}{string.Concat(Headers.Select(header => $"\n{Start(header)}"))}"
        + $"\n{Start(Body())}";

    public void Dispose() => Request.Dispose();

    private string Line => $"{Request.Method} {Target} HTTP/1.1\r\n";

    private string Path => Target.Split('?')[0];

    // As it is sent: the client makes a path of "..", and writes what is no ASCII otherwise.
    private string Target => new Uri(new Uri("http://localhost"), Request.RequestUri!).PathAndQuery;

    private IEnumerable<string> Headers =>
        Request.Headers.Concat(Request.Content is { } content ? content.Headers : [])
            .SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}\r\n"));

    private string Body() => Request.Content is null ? ""
        : Encoding.Latin1.GetString(Request.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());

    /// <summary>The beginning of a long text.</summary>
    public static string Start(string text) => text.Length <= 1_000 ? text : text[..1_000] + "…";
}
