using Tune.Server.Mlflow;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Where versions may come from, and what they have of the logged models they are made of.</summary>
internal sealed class VersionSourceTests : MlflowFixture
{
    [TestCase("s3://bucket", null)]
    [TestCase("mlflow-artifacts:/models", null)]
    [TestCase("mlflow-artifacts:/models///", null)]
    [TestCase("mlflow-artifacts:/models/foo///bar", null)]
    [TestCase("mlflow-artifacts://host:9000/models/artifact/..../", null)]
    [TestCase("https://host/models?version=..", null)]
    [TestCase("models:/m-0123", null)]
    [TestCase("/data/runs/a/model", "/data/runs/a")]
    [TestCase("file:///data/runs/a/model/..", "file:///data/runs/a")]
    [TestCase("file:///data/runs/a/.", "/data/runs/a")]
    public void Check_OfWhatLeadsNowhereElse_Passes(string source, string? home) =>
        Assert.DoesNotThrow(() => VersionSource.Check(source, home));

    [TestCase("mlflow-artifacts://host:9000/models/../../../")]
    [TestCase("http://host:9000/models/../../../")]
    [TestCase("s3a://bucket/api/../../")]
    [TestCase("ftp://host:8888/api/./x")]
    [TestCase("mlflow-artifacts://host:9000/models/..%2f..%2fartifacts")]
    [TestCase("mlflow-artifacts://host:9000/models/%25252e%25252e/x")]
    [TestCase("mlflow-artifacts://host:9000/models/artifact%00")]
    [TestCase("dbfs:/run/artifacts/a%3f/../../../x")]
    [TestCase("mlflow-artifacts:models")]
    public void Check_OfAnAddressThatLeadsElsewhere_IsRefused(string source)
    {
        var refused = Assert.Throws<Tune.Engine.Runs.RunException>(() => VersionSource.Check(source, null))!;
        Assert.That(refused.Message, Does.StartWith("Invalid model version source")
            .And.Contain("If supplying a source as an http, https,"));
    }

    [TestCase("/tmp", null)]
    [TestCase("model", null)]
    [TestCase("c:\\models", null)]
    [TestCase("file:///tmp", "mlflow-artifacts:/0/a/artifacts")]
    [TestCase("/data/runs/ab", "/data/runs/a")]
    [TestCase("/data/runs/a/../b", "/data/runs/a")]
    public void Check_OfAPathOutsideOfItsRun_IsRefused(string source, string? home)
    {
        var refused = Assert.Throws<Tune.Engine.Runs.RunException>(() => VersionSource.Check(source, home))!;
        Assert.That(refused.Message, Does.Contain("To use a local path as a model version source"));
    }

    [Test]
    public async Task Version_OfALoggedModel_HasItsRunAndItsFilesAndIsToldToIt()
    {
        var run = await Wire.RunAsync();
        var info = (await Wire.PostAsync(
                "logged-models", $$"""{"experiment_id":"0","source_run_id":"{{run}}"}""")).GetProperty("model")
            .GetProperty("info");
        var (id, place) = (info.GetProperty("model_id").GetString(), info.GetProperty("artifact_uri").GetString());
        await Wire.SendAsync(
            "PUT", $"/api/2.0/mlflow-artifacts/artifacts/0/models/{id}/artifacts/MLmodel", new StringContent("x"));
        await Wire.PostAsync("registered-models/create", """{"name":"a \"b\""}""");
        foreach (var source in new[] { place, $"models:/{id}" })
        {
            var made = await Wire.PostAsync(
                "model-versions/create",
                $$"""{"name":"a \"b\"","source":"{{source}}","model_id":"{{id}}","tags":[]}""");
            Assert.That(
                made.GetProperty("model_version").GetProperty("run_id").GetString(), Is.EqualTo(run), source);
        }

        await Wire.PostAsync("registered-models/create", """{"name":"copy"}""");
        await Wire.PostAsync("model-versions/create", """{"name":"copy","source":"models:/a \"b\"/2"}""");
        var tags = MlflowWire.Entries((await Wire.GetAsync($"logged-models/{id}")).GetProperty("model")
            .GetProperty("info"), "tags");
        Assert.That(
            tags["mlflow.modelVersions"],
            Is.EqualTo("""[{"name": "a \"b\"", "version": 1}, {"name": "a \"b\"", "version": 2}]"""));
        await Wire.SendAsync("DELETE", $"{MlflowWire.Root}logged-models/{id}", null);
        var uri = await Wire.GetAsync("model-versions/get-download-uri?name=copy&version=1");
        Assert.That(uri.GetProperty("artifact_uri").GetString(), Is.EqualTo(place));
        Assert.That(
            await Place.Client.GetStringAsync(new Uri(
                "/model-versions/get-artifact?name=copy&version=1&path=MLmodel", UriKind.Relative)),
            Is.EqualTo("x"));
    }

    [TestCase("""{"name":"m","source":"s3://b/x","model_id":"m-none"}""", "'m-none' not found", 404)]
    [TestCase("""{"name":"m","source":"models:/m-none"}""", "'m-none' not found", 404)]
    [TestCase("""{"name":"m","source":"/tmp","run_id":"RUN"}""", "To use a local path", 400)]
    public async Task Version_OfWhatIsNotThere_IsNotMade(string json, string words, int status)
    {
        var run = await Wire.RunAsync();
        await Wire.PostAsync("registered-models/create", """{"name":"m"}""");

        await Wire.RefusedAsync(
            "model-versions/create", json.Replace("RUN", run, StringComparison.Ordinal), words,
            status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE");

        Assert.That((await Wire.GetAsync("model-versions/search")).EnumerateObject(), Is.Empty);
    }

    [TestCase("name=m&version=1&path=../x", 400)]
    [TestCase("name=m&version=1&path=x", 400, Description = "its files are elsewhere")]
    [TestCase("name=m&version=2&path=x", 404)]
    public async Task File_OfAVersionThatIsNotHere_IsRefused(string query, int status)
    {
        await Wire.PostAsync("registered-models/create", """{"name":"m"}""");
        await Wire.PostAsync("model-versions/create", """{"name":"m","source":"s3://b/x"}""");

        await Wire.SendAsync("GET", $"/model-versions/get-artifact?{query}", null, status);
    }

    [Test]
    public async Task Path_BehindAnAddressThatEndsInASlash_IsRead()
    {
        using var answer = await Place.Client.GetAsync(
            new Uri($"{Place.Server.Address.AbsoluteUri.TrimEnd('/')}//model-versions/get-artifact?path=../x"));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Invalid path"));
    }

    [Test]
    public async Task Search_FindsPromptsOnlyIfItSpeaksOfThem()
    {
        const string prompt = """[{"key":"mlflow.prompt.is_prompt","value":"true"}]""";
        await Wire.PostAsync("registered-models/create", """{"name":"model"}""");
        await Wire.PostAsync("registered-models/create", $$"""{"name":"prompt","tags":{{prompt}}}""");
        await Wire.PostAsync("model-versions/create", """{"name":"model","source":"s3://b/x"}""");
        await Wire.PostAsync(
            "model-versions/create", $$"""{"name":"prompt","source":"prompt-template","tags":{{prompt}}}""");

        foreach (var (filter, name) in new[]
        {
            ("", "model"), ("tags.`mlflow.prompt.is_prompt` != 'true'", "model"),
            ("name LIKE '%' AND tag.`mlflow.prompt.is_prompt` = 'false'", "model"),
            ("tag.`mlflow.prompt.is_prompt` = 'true'", "prompt"),
        })
        {
            var query = $"search?filter={Uri.EscapeDataString(filter)}";
            var models = (await Wire.GetAsync($"registered-models/{query}")).GetProperty("registered_models");
            Assert.That(models.EnumerateArray().Single().GetProperty("name").GetString(), Is.EqualTo(name), filter);
            var versions = (await Wire.GetAsync($"model-versions/{query}")).GetProperty("model_versions");
            Assert.That(versions.EnumerateArray().Single().GetProperty("name").GetString(), Is.EqualTo(name), filter);
        }
    }
}
