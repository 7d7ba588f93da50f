using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Reading;

/// <summary>An experiment as a file to download.</summary>
internal sealed class ExportTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await _served.AddSomeAsync();
    }

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [TestCase("csv", "some.csv", "text/csv", "trial,attempt,sequence,")]
    [TestCase("json", "some.jsonl", "application/x-ndjson", "{\"trial\":1")]
    [TestCase("parquet", "some.parquet", "application/vnd.apache.parquet", "PAR1")]
    [TestCase("decisions", "some.decisions.csv", "text/csv", "trial,attempt,sequence,")]
    [TestCase("configs", "some.configs.csv", "text/csv", "first_trial,")]
    [TestCase("trials", "some.trials.csv", "text/csv", "trial,status,")]
    [TestCase("trials_json", "some.trials.jsonl", "application/x-ndjson", "{\"trial\":0,\"status\":\"Running\"")]
    [TestCase("trials_parquet", "some.trials.parquet", "application/vnd.apache.parquet", "PAR1")]
    [TestCase("tensorboard", "some.tensorboard.zip", "application/zip", "PK")]
    [TestCase("report", "some.html", "text/html", "<!DOCTYPE html>")]
    public async Task Export_InAForm_IsAFileToSave(string format, string name, string type, string begins)
    {
        using var answer = await GetAsync($"some/export?format={format}");
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(bytes));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        var disposition = answer.Content.Headers.ContentDisposition;
        Assert.That((disposition?.DispositionType, disposition?.FileName), Is.EqualTo(("attachment", name)));
        Assert.That(Encoding.UTF8.GetString(bytes), Does.StartWith(begins));
    }

    [Test]
    public async Task Export_ForTensorBoard_HasAFileForEachTrial()
    {
        await using var body = await _served.Client.GetStreamAsync(
            new Uri("api/v1/experiments/some/export?format=tensorboard", UriKind.Relative));
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes);
        await using var zip = new ZipArchive(bytes);

        Assert.That(
            zip.Entries.Select(entry => entry.FullName.Split('/')[0]),
            Is.EquivalentTo(new[] { "trial-00000", "trial-00001", "trial-00002" }));
    }

    [Test]
    public async Task Export_OfTrialsThatAreSearched_IsTheseInTheirOrder()
    {
        await _served.AddAsync(
            "some", Some.Report(0, 1, ("acc", 0.25)), Some.Report(2, 1, ("acc", double.NaN)),
            Some.Report(2, 2, ("acc", 0.9)));

        var rows = await LinesAsync("trials&where=best%20%3E%200.5&order=best&descending=true");
        var objects = await LinesAsync("trials_json&where=best%20%3E%200.5&order=best&descending=true");

        Assert.That(rows.Skip(1).Select(row => row.Split(',')[0]), Is.EqualTo((string[])["2", "1"]));
        Assert.That(
            objects.Select(each => JsonDocument.Parse(each).RootElement)
                .Select(each => (each.GetProperty("trial").GetInt32(), each.GetProperty("best").GetDouble(),
                    each.GetProperty("metrics").GetProperty("acc").GetDouble(),
                    each.GetProperty("config").GetProperty("act").GetString())),
            Is.EqualTo(((int, double, double, string?)[])[(2, 0.9, 0.9, "relu"), (1, 0.75, 0.75, "relu")]));
        Assert.That((await LinesAsync("trials&status=Paused")).Length, Is.EqualTo(1));
    }

    [TestCase("some/export?format=csv&where=best%20%3E%200.5", 400, "trials_json")]
    [TestCase("some/export?format=trials&where=best%20%3E", 400, "at character")]
    [TestCase("some/export?format=trials&order=beauty", 400, "order")]
    [TestCase("some/export?format=xls", 400, "csv, json, parquet")]
    [TestCase("some/export", 400, "csv, json, parquet")]
    [TestCase("none/export?format=csv", 404, "none")]
    public async Task Export_WithoutSense_IsAProblem(string path, int status, string named)
    {
        using var answer = await GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named));
    }

    private async Task<string[]> LinesAsync(string format) => (await _served.Client.GetStringAsync(
        new Uri($"api/v1/experiments/some/export?format={format}", UriKind.Relative))).TrimEnd().Split('\n');

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _served.Client.GetAsync(new Uri($"api/v1/experiments/{path}", UriKind.Relative));
}
