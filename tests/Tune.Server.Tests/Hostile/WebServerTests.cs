using System.Text;

namespace Tune.Server.Tests.Hostile;

/// <summary>
/// What is no request, or too long for one, does not reach us: the web server answers with a status and no body, and
/// ends the connection. The head of the document says so.
/// </summary>
internal sealed class WebServerTests
{
    private const string Line = "GET /api/v1/server HTTP/1.1\r\n";
    private const string Host = "Host: localhost\r\n";
    private ServedStore _served = null!;

    [OneTimeSetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [OneTimeTearDown]
    public async Task End() => await _served.DisposeAsync();

    [TestCase("rubbish\r\n\r\n", "400 Bad Request")]
    [TestCase("GET\r\n\r\n", "400 Bad Request")]
    [TestCase("G(T / HTTP/1.1\r\n\r\n", "400 Bad Request")]
    [TestCase("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400 Bad Request")]
    [TestCase("GET /%00 HTTP/1.1\r\n" + Host + "\r\n", "400 Bad Request")]
    [TestCase("GET x HTTP/1.1\r\n" + Host + "\r\n", "405 Method Not Allowed")]
    [TestCase("GET http://evil.example/api/v1/server HTTP/1.1\r\n" + Host + "\r\n", "400 Bad Request")]
    [TestCase("GET / HTTP/9.9\r\n" + Host + "\r\n", "505 HTTP Version Not Supported")]
    [TestCase(Line + "\r\n", "400 Bad Request")]
    [TestCase(Line + Host + "Host: evil.example\r\n\r\n", "400 Bad Request")]
    [TestCase(Line + Host + "no colon\r\n\r\n", "400 Bad Request")]
    [TestCase(Line + Host + ": no name\r\n\r\n", "400 Bad Request")]
    [TestCase(Line + Host + "X: a\0b\r\n\r\n", "400 Bad Request")]
    [TestCase(Line + Host + "Content-Length: -1\r\n\r\n", "400 Bad Request")]
    [TestCase(Line + Host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "400 Bad Request")]
    public Task Bytes_ThatAreNoRequest_AreAnsweredWithoutABody(string bytes, string status) =>
        RequireOnlyAsync(bytes, status);

    [Test]
    public Task Line_OfMoreThan64Kibibytes_IsAnsweredWithoutABody() => RequireOnlyAsync(
        $"GET /{new string('a', 64 * 1024)} HTTP/1.1\r\n{Host}\r\n", "414 URI Too Long");

    [TestCase(1, 33_000)]
    [TestCase(101, 1)]
    public Task Headers_TooLongOrTooMany_AreAnsweredWithoutABody(int count, int length) => RequireOnlyAsync(
        Line + Host + string.Concat(Enumerable.Range(0, count).Select(at => $"X-{at}: {new string('a', length)}\r\n"))
            + "\r\n",
        "431 Request Header Fields Too Large");

    private async Task RequireOnlyAsync(string bytes, string status)
    {
        var (_, text) = await RawCall.SendAsync(_served.Server.Address, Encoding.Latin1.GetBytes(bytes));

        Assert.That(text, Does.Match($"^HTTP/1\\.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n"
            + "Date: [^\r\n]*\r\n(Allow: [^\r\n]*\r\n)?\r\n$"));
    }
}
