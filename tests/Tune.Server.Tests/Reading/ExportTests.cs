using System.IO.Compression;
using System.Net;
using System.Text;

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

    [TestCase("some/export?format=xls", 400, "csv, json, parquet")]
    [TestCase("some/export", 400, "csv, json, parquet")]
    [TestCase("none/export?format=csv", 404, "none")]
    public async Task Export_WithoutSense_IsAProblem(string path, int status, string named)
    {
        using var answer = await GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named));
    }

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _served.Client.GetAsync(new Uri($"api/v1/experiments/{path}", UriKind.Relative));
}
