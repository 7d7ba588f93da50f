using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Files of runs: stored, listed, read, and nothing else of the machine.</summary>
internal sealed class ArtifactTests : MlflowFixture
{
    private const string Files = "/api/2.0/mlflow-artifacts/artifacts";

    protected override TuneServerOptions Options => new() { ArtifactBytesMax = 3 << 20 };

    [Test]
    public async Task Artifact_StoredListedReadAndDeleted_IsAsItWasSent()
    {
        var run = await Wire.RunAsync();
        var root = $"{Files}/0/{run}/artifacts";
        await PutAsync($"{root}/my%20file.html", "<script>alert(1)</script>");
        await PutAsync($"{root}/dir/deep/my.file", "Hello, World!");
        await PutAsync($"{root}/dir/deep/my.file", "Hello again");

        Assert.That(await ListAsync($"{Files}?path=0/{run}/artifacts"), Is.EqualTo(new[] { "dir/", "my file.html" }));
        Assert.That(await ListAsync($"{Files}?path=0/{run}/artifacts/dir"), Is.EqualTo(new[] { "deep/" }));
        Assert.That(await ListAsync($"{Files}?path=0/{run}/artifacts/dir/deep/my.file"), Is.Empty);
        Assert.That(await ListAsync($"{Files}?path=nowhere"), Is.Empty);
        Assert.That(
            await ListAsync($"/api/2.0/mlflow/artifacts/list?run_id={run}&path=dir/deep"),
            Is.EqualTo(new[] { "dir/deep/my.file" }));
        using var page = await Place.Client.GetAsync(new Uri($"{root}/my%20file.html", UriKind.Relative));
        Assert.That(await page.Content.ReadAsStringAsync(), Is.EqualTo("<script>alert(1)</script>"));
        Assert.That(page.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
        Assert.That(page.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
        Assert.That(page.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        using var file = await Place.Client.GetAsync(
            new Uri($"/get-artifact?run_uuid={run}&path=dir/deep/my.file", UriKind.Relative));
        Assert.That(await file.Content.ReadAsStringAsync(), Is.EqualTo("Hello again"));
        await Wire.SendAsync("DELETE", $"{root}/dir", null);
        await Wire.SendAsync("GET", $"{root}/dir/deep/my.file", null, 404);
    }

    [Test]
    public async Task Artifact_OfMoreThanARequestMayHave_IsStoredUpToTheLimit()
    {
        var bytes = new byte[3 << 20];
        new Random(7).NextBytes(bytes);
        await Wire.SendAsync("PUT", $"{Files}/0/a/big.bin", new ByteArrayContent(bytes));

        Assert.That(
            await Place.Client.GetByteArrayAsync(new Uri($"{Files}/0/a/big.bin", UriKind.Relative)),
            Is.EqualTo(bytes));
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"{Files}/0/a/more.bin", UriKind.Relative))
        {
            Content = new ByteArrayContent([.. bytes, 1]),
        };
        request.Headers.ExpectContinue = true;
        using var answer = await Place.Client.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
    }

    [TestCase("..%2f..%2fetc%2fpasswd")]
    [TestCase("a/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd")]
    [TestCase("../../../../../etc/passwd")]
    [TestCase("%252e%252e/x")]
    [TestCase("%2fetc%2fpasswd")]
    [TestCase("/etc/passwd")]
    [TestCase("a%5c..%5cb")]
    [TestCase("a\\..\\b")]
    [TestCase("c:%5cx")]
    [TestCase("a%23b")]
    [TestCase("a%00b")]
    [TestCase("a//b")]
    public async Task Path_ThatIsATrick_ReachesNothing(string path)
    {
        foreach (var verb in new[] { "GET", "PUT", "DELETE" })
        {
            var answer = await RawAsync(verb, $"{Files}/{path}");
            Assert.That(answer, Does.Match("^HTTP/1.1 (400|404|405) "), $"{verb} {answer}");
            Assert.That(answer, Does.Not.Contain("root:"));
        }

        Assert.That(await Place.Store.Runs.ReadAsync(ledger => ledger.ArtifactCount), Is.Zero);
    }

    [TestCase("create")]
    [TestCase("complete")]
    [TestCase("abort")]
    public async Task Upload_InParts_IsRefusedSoThatClientsSendTheWhole(string step)
    {
        var run = await Wire.RunAsync();

        // A client that finds these words at the beginning of the message puts the file instead.
        var refused = await Wire.SendAsync(
            "POST", $"/api/2.0/mlflow-artifacts/mpu/{step}/0/{run}/artifacts",
            new StringContent("""{"path":"big.bin","num_parts":3}""", Encoding.UTF8, "application/json"), 501);

        Assert.That(refused.GetProperty("error_code").GetString(), Is.EqualTo("NOT_IMPLEMENTED"));
        Assert.That(
            refused.GetProperty("message").GetString(),
            Does.StartWith("Multipart upload is not supported for the current artifact repository"));
    }

    [Test]
    public async Task Upload_AsAPageOfMlflowDoesIt_IsThereForTheRun()
    {
        const string call = "/ajax-api/2.0/mlflow/upload-artifact";
        var run = await Wire.RunAsync();
        foreach (var (query, body, said) in new[]
        {
            ("", "x", "Request must specify run_uuid."), ($"?run_uuid={run}", "x", "Request must specify path."),
            ($"?run_uuid={run}&path=", "x", "Request must specify path."),
            ($"?run_uuid={run}&path=../t", "x", "Invalid path"),
            ($"?run_uuid={run}&path=t", "", "Request must specify data."),
        })
        {
            var refused = await Wire.SendAsync("POST", call + query, new StringContent(body), 400);
            Assert.That(refused.GetProperty("message").GetString(), Is.EqualTo(said));
        }

        await Wire.SendAsync("POST", $"{call}?run_uuid={run}&path=dir/t.txt", new StringContent("hello world"));

        Assert.That(
            await Place.Client.GetStringAsync(
                new Uri($"/get-artifact?run_uuid={run}&path=dir/t.txt", UriKind.Relative)),
            Is.EqualTo("hello world"));
    }

    [TestCase("../path")]
    [TestCase("/etc")]
    [TestCase("a\\b")]
    public async Task Path_InAQuery_IsInvalid(string path)
    {
        var run = await Wire.RunAsync();
        foreach (var call in new[] { $"/api/2.0/mlflow/artifacts/list?run_id={run}&", $"/get-artifact?run_id={run}&" })
        {
            var answer = await Wire.SendAsync("GET", $"{call}path={Uri.EscapeDataString(path)}", null, 400);
            Assert.That(answer.GetRawText(), Is.EqualTo(
                """{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid path"}"""));
        }
    }

    [Test]
    public async Task Path_ThroughAFile_IsRefused()
    {
        await PutAsync($"{Files}/0/a", "x");
        await Wire.SendAsync("PUT", $"{Files}/0/a/b", new StringContent("y"), 400);
        await Wire.SendAsync("PUT", $"{Files}/0", new StringContent("y"), 400);
        Assert.That(await Place.Client.GetStringAsync(new Uri($"{Files}/0/a", UriKind.Relative)), Is.EqualTo("x"));
    }

    private async Task PutAsync(string path, string text) =>
        await Wire.SendAsync("PUT", path, new StringContent(text));

    private async Task<string[]> ListAsync(string path)
    {
        var answer = await Wire.SendAsync("GET", path, null);
        return !answer.TryGetProperty("files", out var files) ? [] :
        [
            .. files.EnumerateArray().Select(file =>
                file.GetProperty("path").GetString() + (file.GetProperty("is_dir").GetBoolean() ? "/" : "")),
        ];
    }

    // Clients tidy paths up before they send them.
    private async Task<string> RawAsync(string verb, string path)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Place.Server.Address.Host, Place.Server.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{verb} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Place.Server.Token}\r\n"
            + $"Content-Length: {(verb == "PUT" ? 1 : 0)}\r\nConnection: close\r\n\r\n{(verb == "PUT" ? "x" : "")}"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
