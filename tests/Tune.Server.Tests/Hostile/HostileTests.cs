using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Hostile;

/// <summary>What no client sends, byte by byte: each is refused clearly, and nothing of it is stored.</summary>
internal sealed class HostileTests
{
    private const string Some = "/api/v1/experiments/some";
    private const string Json = "Content-Type: application/json";
    private ServedStore _served = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await _served.AddSomeAsync();
    }

    [OneTimeTearDown]
    public async Task End() => await _served.DisposeAsync();

    [TestCase("/api/v1/../../../etc/passwd")]
    [TestCase("/api/v1/experiments/../../etc/passwd")]
    [TestCase("/api/v1/experiments/..%2f..%2fetc%2fpasswd")]
    [TestCase("/api/v1/experiments/%2e%2e%2f%2e%2e%2fetc")]
    [TestCase("/api/v1/experiments/%252e%252e%252fetc")]
    [TestCase("/api/v1/experiments/%c0%ae%c0%ae%c0%af")]
    [TestCase("/api/v1/experiments/..%5c..%5cx")]
    [TestCase("/api/v1/experiments/%00")]
    [TestCase("/api/v1/experiments/%ff%fe")]
    [TestCase(Some + "/trials/0/checkpoints/..%2f..%2fx")]
    [TestCase(Some + "/trials/1/attempts/..%2f1/log")]
    [TestCase(Some + "/trials/1/attempts/99999999999/log")]
    [TestCase(Some + "/export?format=../../x")]
    [TestCase(Some + "/export?format=%00")]
    [TestCase("/api/v1/runs/0/..%2f../artifacts")]
    [TestCase("/api/v1/runs/0/x/file?path=../../etc/passwd")]
    [TestCase("/api/v1/runs/0/x/file?path=%2fetc%2fpasswd")]
    [TestCase("/api/v1/runs/0/x/artifacts?path=..%2f..%2f")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts/..%2f..%2fetc%2fpasswd")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts/%2e%2e/%2e%2e/etc/passwd")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts/%252e%252e/%252e%252e/x")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts//etc/passwd")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts/C:%5cx")]
    [TestCase("/get-artifact?path=../../etc/passwd&run_id=x")]
    [TestCase("/get-artifact?path=x&run_id=../..")]
    [TestCase("/api/v1/models/..%2f..%2fetc%2fpasswd")]
    [TestCase("/api/v1/models/%252e%252e%255cx")]
    [TestCase("/api/v1/models/%c0%ae%c0%ae")]
    [TestCase("/api/v1/models/..%5c..%5cx")]
    [TestCase("/api/v1/runs/0/x/file?path=a%00b")]
    [TestCase("/api/v1/runs/0/x/file?path=%c0%ae%c0%ae%2fx")]
    [TestCase("/api/v1/runs/0/x/file?path=%252e%252e%252fx")]
    [TestCase("/api/v1/runs/0/x/file?path=..%5c..%5cx")]
    [TestCase("/api/v1/runs/0/..%5c../file?path=x")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts?path=..%2f..")]
    [TestCase("/api/2.0/mlflow-artifacts/artifacts?path=%c0%ae%c0%ae%c0%afetc")]
    [TestCase("/api/2.0/mlflow/registered-models/get?name=..%2f..%2fetc%2fpasswd")]
    [TestCase("/api/2.0/mlflow/logged-models/..%2f..%2fx")]
    [TestCase(Some + "/trials/1/attempts/1%2f..%2f..%2fx/log")]
    [TestCase(Some + "/trials/1/checkpoints/%00")]
    [TestCase(Some + "/trials/1/checkpoints/%252e%252e%255cx")]
    [TestCase("/assets/..%2f..%2fx")]
    [TestCase("/%")]
    [TestCase("/%zz")]
    public async Task Path_OfATrick_LeadsNowhere(string path) => await RequireRefusedAsync($"GET {path}");

    [TestCase("..%2f..%2fx")]
    [TestCase("%2e%2e/x")]
    [TestCase("0/x/artifacts/..%2fy")]
    [TestCase("0/x/artifacts/%252e%252e%252fy")]
    [TestCase("%2fetc%2fx")]
    [TestCase("0/x/artifacts/a%00b")]
    public async Task Upload_ToATrick_IsRefused(string path) =>
        await RequireRefusedAsync($"PUT /api/2.0/mlflow-artifacts/artifacts/{path}", body: "abc"u8.ToArray());

    [TestCase("Host: evil.example")]
    [TestCase("Host: 127.0.0.1.evil.example")]
    [TestCase("Host: localhost.evil.example:80")]
    [TestCase("Host: localhost@evil.example")]
    [TestCase("Host: ")]
    [TestCase("Host: localhost\r\nHost: evil.example")]
    [TestCase("Host: localhost\r\nOrigin: http://evil.example")]
    [TestCase("Host: localhost\r\nOrigin: null")]
    [TestCase("Host: localhost\r\nOrigin: http://localhost.evil.example")]
    [TestCase("Host: localhost\r\nOrigin: file://")]
    [TestCase("Host: localhost\r\nOrigin: javascript:alert(1)")]
    [TestCase("Host: localhost\r\nSec-Fetch-Site: cross-site")]
    [TestCase("Host: evil.example:80\r\nOrigin: http://evil.example:80\r\nSec-Fetch-Site: same-origin",
        TestName = "A name that was made to lead here")]
    [TestCase("Host: evil.example\r\nOrigin: http://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade, close"
        + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        TestName = "A socket of a name that was made to lead here")]
    [TestCase("Host: [::ffff:7f00:1].evil.example")]
    [TestCase("Host: 127.0.0.1\u0000.evil.example")]
    [TestCase("Host: localhost\r\nOrigin: http://localhost:1@evil.example")]
    [TestCase("Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example")]
    public async Task Request_OfAnotherName_IsRefusedWithEveryVerb(string headers)
    {
        foreach (var verb in (string[])["GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"])
        {
            await RequireRefusedAsync($"{verb} {Some}", headers, host: null);
        }
    }

    [TestCase("Upgrade: websocket\r\nConnection: Upgrade, close")]
    [TestCase("Upgrade: junk\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x")]
    [TestCase("Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: x")]
    [TestCase("Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example")]
    public async Task Upgrade_ThatIsNone_IsRefused(string headers) =>
        await RequireRefusedAsync($"GET {Some}/feed", headers);

    [Test]
    public async Task Socket_ThatSendsJunk_IsClosed()
    {
        var junk = new byte[4096];
        new Random(3).NextBytes(junk);
        var start = Head(
            $"GET {Some}/feed", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "localhost", null);

        var (status, _) = await RawCall.SendAsync(_served.Server.Address, start, junk);

        Assert.That(status, Is.EqualTo(101));
        await RequireAliveAsync();
    }

    [TestCase("X-Long: ", 100_000, 431)]
    [TestCase("Cookie: a=", 100_000, 431)]
    [TestCase("Idempotency-Key: ", 20_000, 400)]
    [TestCase("Authorization: Bearer ", 20_000, 401)]
    public async Task Header_OfGreatLength_IsRefused(string header, int length, int status) =>
        Assert.That(
            (await RequireRefusedAsync($"POST {Some}/pause", header + new string('a', length))).Status,
            Is.EqualTo(status));

    [Test]
    public async Task Headers_InGreatNumber_AreRefused() => await RequireRefusedAsync(
        $"GET {Some}", string.Join("\r\n", Enumerable.Range(0, 5_000).Select(at => $"X-{at}: a")));

    [Test]
    public async Task Name_OfTenMegabytes_IsRefusedWhereverItStands()
    {
        var name = new string('a', 10_000_000);
        await RequireRefusedAsync($"GET /api/v1/experiments/{name}");
        await RequireJsonRefusedAsync($"PATCH {Some}", $"{{\"title\":\"{name}\"}}");
        await RequireJsonRefusedAsync($"PATCH {Some}", $"{{\"set\":{{\"{name}\":\"\"}}}}");
        await RequireJsonRefusedAsync("POST /api/2.0/mlflow/experiments/create", $"{{\"name\":\"{name}\"}}");
        Assert.That(await ReadAsync(Some), Does.Not.Contain("aaaa"));
    }

    [TestCase("PATCH", Some, "{\"note\":")]
    [TestCase("POST", Some + "/trials", "{\"config\":{\"x\":")]
    [TestCase("POST", "/api/2.0/mlflow/runs/create", "{\"tags\":")]
    public async Task Json_OfAHundredThousandLevels_IsRefused(string verb, string path, string start)
    {
        foreach (var open in (string[])["[", "{\"a\":"])
        {
            await RequireJsonRefusedAsync(
                $"{verb} {path}", start + string.Concat(Enumerable.Repeat(open, 100_000)));
        }
    }

    // Two ways of saying how long a body is, or one that can be read in two: what comes after it is no request.
    [TestCase("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")]
    [TestCase("Content-Length: 0\r\nContent-Length: 500", "")]
    [TestCase("Content-Length: 0, 500", "")]
    [TestCase("Content-Length: -1", "")]
    [TestCase("Content-Length: 0x0", "")]
    [TestCase("Content-Length: 99999999999999999999", "")]
    [TestCase("Content-Length : 0", "")]
    [TestCase("Transfer-Encoding: xchunked", "0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked, identity", "0\r\n\r\n")]
    [TestCase("Transfer-Encoding: identity", "0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0\r\n\r\n")]
    [TestCase("Transfer-Encoding\t: chunked", "0\r\n\r\n")]
    [TestCase("X: a\r\n Transfer-Encoding: chunked", "0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "0x0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "-1\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked", "ffffffffffffffff0\r\n\r\n")]
    public async Task Request_WithinTheBodyOfAnother_IsNone(string length, string body)
    {
        var inner = Encoding.ASCII.GetString(Head($"POST {Some}/stop", "", "localhost", null));
        var outer = Encoding.ASCII.GetString(Head($"PATCH {Some}", $"{Json}\r\n{length}", "localhost", null));

        var (_, text) = await RawCall.SendAsync(
            _served.Server.Address, Encoding.ASCII.GetBytes(outer.Replace("close", "keep-alive") + body + inner));

        Assert.That(text.Split("HTTP/1.1 "), Has.Length.EqualTo(2), text);
        Assert.That(text, Does.StartWith("HTTP/1.1 4"));
        await RequireAliveAsync();
    }

    private Task<(int Status, string Text)> RequireJsonRefusedAsync(string what, string body) =>
        RequireRefusedAsync(what, Json, body: Encoding.UTF8.GetBytes(body));

    private async Task<(int Status, string Text)> RequireRefusedAsync(
        string what, string headers = "", string? host = "localhost", byte[]? body = null)
    {
        var answer = await RawCall.SendAsync(
            _served.Server.Address, [.. Head(what, headers, host, body?.Length), .. body ?? []]);
        var (status, text) = answer;
        var said = $"{what[..Math.Min(what.Length, 200)]}: {text[..Math.Min(text.Length, 500)]}";

        Assert.That(status, Is.InRange(400, 499), said);
        Assert.That(text, Does.Not.Contain("   at ").And.Not.Contain("Exception").And.Not.Contain("root:"), said);
        if (text.Split("\r\n\r\n", 2)[1] is { Length: > 0 } told)
        {
            // Of the web server's own refusals there is no body; ours are JSON, maybe in pieces.
            Assert.That(told, Does.Contain("{\"type\":\"urn:").Or.Contain("{\"error_code\":\""), said);
        }

        await RequireAliveAsync();
        return answer;
    }

    private byte[] Head(string what, string headers, string? host, int? length) => Encoding.UTF8.GetBytes(
        $"{what} HTTP/1.1\r\n" + (host is null ? "" : $"Host: {host}\r\n")
        + (headers.StartsWith("Authorization", StringComparison.Ordinal)
            ? "" : $"Authorization: Bearer {_served.Server.Token}\r\n")
        + (headers.Contains("Upgrade", StringComparison.Ordinal) ? "" : "Connection: close\r\n")
        + (length is > 0 ? $"Content-Length: {length}\r\n" : "")
        + (headers.Length == 0 ? "" : headers + "\r\n") + "\r\n");

    private async Task RequireAliveAsync()
    {
        using var json = JsonDocument.Parse(await ReadAsync(Some));
        Assert.That(json.RootElement.GetProperty("trials").GetInt32(), Is.EqualTo(3), "nothing was done");
        Assert.That(json.RootElement.TryGetProperty("title", out _), Is.False);
    }

    private async Task<string> ReadAsync(string path) =>
        await _served.Client.GetStringAsync(new Uri(path[1..], UriKind.Relative));
}
