using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Tune.Server;
using Tune.Server.Acting;
using Tune.Storage.InMemory;
using Tune.Viewer.Assets;

namespace Tune.Viewer.Tests;

/// <summary>How the files of the viewer are served; no browser is needed for that.</summary>
internal sealed partial class AssetTests
{
    private MemoryStore _store = null!;
    private TuneServer _server = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _store = new MemoryStore();
        _server = await TuneViewer.StartAsync(new Served(_store, Acts: null), new TuneServerOptions { Port = 0 });
        _client = new HttpClient { BaseAddress = _server.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
    }

    [TearDown]
    public async Task End()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [TestCase("/")]
    [TestCase("/e/some")]
    [TestCase("/e/some/t/3?theme=dark")]
    [TestCase("/e/some/compare")]
    [TestCase("/e/some/insight")]
    [TestCase("/e/some/audit")]
    [TestCase("/nodes")]
    [TestCase("/runs/3/0f")]
    [TestCase("/models/some%2Fname")]
    public async Task Page_OfAnyPath_IsTheOnePage(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(text, Does.Contain($"/assets/{AssetShelf.One.Folder}/main.js").And.Not.Contain("{assets}"));
        Assert.That(text, Does.Not.Match("<script(?! type=\"module\" src)|<style|style="));
    }

    [Test]
    public async Task Route_WithoutASession_AnswersUnauthorized()
    {
        using var stranger = new HttpClient { BaseAddress = _server.Address };
        foreach (var (method, path) in _server.Routes.Where(route => route.Path != "/login"))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            using var answer = await stranger.SendAsync(request);
            Assert.That((int)answer.StatusCode, Is.EqualTo(401), $"{method} {path}");
        }
    }

    [Test]
    public async Task Assets_AllTogether_AreSmallAndKeptForEver()
    {
        var size = 0L;
        foreach (var name in AssetShelf.One.Names)
        {
            using var answer = await GetAsync(name, "br");
            size += (await answer.Content.ReadAsByteArrayAsync()).Length;
            Assert.That(answer.Headers.CacheControl?.ToString(), Does.Contain("immutable"), name);
            Assert.That(answer.Headers.CacheControl?.NoStore, Is.False, name);
        }

        await TestContext.Out.WriteLineAsync($"{size} bytes, as the docs say");
        Assert.That(AssetShelf.One.Names, Does.Contain("main.js").And.Contain("chart/chart.js"));
        Assert.That(size, Is.LessThan(200_000));
    }

    [TestCase("gzip, deflate, br", "br")]
    [TestCase("gzip", "gzip")]
    [TestCase("br;q=0, gzip", "gzip")]
    [TestCase("identity", null)]
    public async Task Asset_InTheFormThatIsTaken_IsTheSame(string accepted, string? form)
    {
        using var answer = await GetAsync("main.js", accepted);
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(answer.Content.Headers.ContentEncoding.SingleOrDefault(), Is.EqualTo(form));
        Assert.That(Unpack(bytes, form), Does.StartWith("import "));
        Assert.That(answer.Headers.Vary, Does.Contain("Accept-Encoding"));
    }

    [Test]
    public async Task Asset_ThatTheBrowserHas_IsNotSentAgain()
    {
        using var first = await GetAsync("app.css", "br");
        using var request = Request("app.css", "br");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await _client.SendAsync(request);

        Assert.That((int)again.StatusCode, Is.EqualTo(304));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCase("/assets/0000000000000000/main.js")]
    [TestCase("/assets/{folder}/nothing.js")]
    [TestCase("/assets/{folder}/../index.html")]
    [TestCase("/assets/{folder}/%2e%2e/%2e%2e/etc/passwd")]
    [TestCase("/assets/{folder}/../../../../../../etc/passwd")]
    [TestCase("/assets/{folder}/..%2f..%2fetc%2fpasswd")]
    [TestCase("/assets/{folder}/..%5c..%5cetc%5cpasswd")]
    [TestCase("/assets/{folder}//etc/passwd")]
    public async Task Asset_ThatIsNone_IsNotFound(string path)
    {
        var status = await StatusOfAsync(
            path.Replace("{folder}", AssetShelf.One.Folder, StringComparison.Ordinal));

        Assert.That(status, Does.StartWith("HTTP/1.1 404 ").Or.StartsWith("HTTP/1.1 400 "));
    }

    // Exactly these letters: an HTTP client folds dots away before it sends them.
    private async Task<string?> StatusOfAsync(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.Address.Host, _server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nAuthorization: Bearer {_server.Token}\r\n"
            + "Connection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task Script_OfEveryFile_AsksForNothingFromElsewhere()
    {
        foreach (var name in AssetShelf.One.Names.Where(name => !name.EndsWith("woff2", StringComparison.Ordinal)))
        {
            using var answer = await GetAsync(name, "identity");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That(
                Elsewhere().Matches(text).Select(match => match.Value).Except(["http://www.w3.org/2000/svg"]),
                Is.Empty, name);
        }
    }

    private Task<HttpResponseMessage> GetAsync(string name, string accepted) =>
        _client.SendAsync(Request(name, accepted));

    private static HttpRequestMessage Request(string name, string accepted)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"/assets/{AssetShelf.One.Folder}/{name}", UriKind.Relative));
        request.Headers.AcceptEncoding.ParseAdd(accepted);
        return request;
    }

    private static string Unpack(byte[] bytes, string? form)
    {
        using var packed = new MemoryStream(bytes);
        using Stream plain = form switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("https?://[A-Za-z0-9./_-]+")]
    private static partial Regex Elsewhere();
}
