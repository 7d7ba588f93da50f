using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Where the artifacts of an experiment are said to be.</summary>
internal sealed class LocationTests : MlflowFixture
{
    protected override TuneServerOptions Options => new() { Hosts = ["tune.example.org"] };

    [TestCase("s3://bucket/runs/", "s3://bucket/runs")]
    [TestCase("/data/runs", "/data/runs")]
    [TestCase("file:runs", "file:runs")]
    public async Task Location_ThatIsWhole_StaysAsItIs(string said, string kept) =>
        Assert.That(await LocationAsync(said, null), Is.EqualTo(kept));

    [Test]
    public async Task Location_ThatIsRelative_IsAFolderOfTheMachineBothAreOn()
    {
        Assert.That(await LocationAsync("runs/here", null), Is.EqualTo(Path.GetFullPath("runs/here")));
        Assert.That(
            await LocationAsync("runs/here", "tune.example.org"), Is.EqualTo("runs/here"),
            "who asks from elsewhere is not told where the server runs");
    }

    private async Task<string?> LocationAsync(string location, string? host)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(MlflowWire.Root + "experiments/create", UriKind.Relative))
        {
            Content = new StringContent(
                $$"""{"name":"{{host ?? "here"}}","artifact_location":"{{location}}"}""", Encoding.UTF8,
                "application/json"),
        };
        request.Headers.Host = host;
        using var made = await Place.Client.SendAsync(request);
        using var answer = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var id = answer.RootElement.GetProperty("experiment_id").GetString();
        return (await Wire.GetAsync($"experiments/get?experiment_id={id}")).GetProperty("experiment")
            .GetProperty("artifact_location").GetString();
    }
}
