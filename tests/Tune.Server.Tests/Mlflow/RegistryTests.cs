using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>The model registry as MLflow's clients use it.</summary>
internal sealed class RegistryTests : MlflowFixture
{
    [Test]
    public async Task Model_WithVersionsAliasesAndStages_IsAsItWasSaid()
    {
        await Wire.PostAsync(
            "registered-models/create", """{"name":"m","description":"note","tags":[{"key":"a","value":"b"}]}""");
        await Wire.RefusedAsync(
            "registered-models/create", """{"name":"m"}""", "already exists", "RESOURCE_ALREADY_EXISTS");
        var run = await Wire.RunAsync();
        for (var at = 1; at <= 2; at++)
        {
            var made = (await Wire.PostAsync("model-versions/create", $$"""
                {"name":"m","source":"mlflow-artifacts:/0/{{run}}/artifacts/model","run_id":"{{run}}","tags":[]}
                """)).GetProperty("model_version");
            Assert.That(made.GetProperty("version").GetString(), Is.EqualTo($"{at}"));
            Assert.That(made.GetProperty("status").GetString(), Is.EqualTo("READY"));
        }

        await Wire.PostAsync("registered-models/alias", """{"name":"m","alias":"champion","version":"2"}""");
        await Wire.PostAsync("model-versions/transition-stage", """
            {"name":"m","version":"1","stage":"production","archive_existing_versions":true}
            """);
        await Wire.PostAsync(
            "model-versions/update", """{"name":"m","version":"1","description":"v"}""", verb: "PATCH");
        await Wire.PostAsync("model-versions/set-tag", """{"name":"m","version":"1","key":"k","value":"v"}""");
        var model = (await Wire.GetAsync("registered-models/get?name=m")).GetProperty("registered_model");
        Assert.That(model.GetProperty("description").GetString(), Is.EqualTo("note"));
        Assert.That(model.GetProperty("aliases")[0].GetProperty("version").GetString(), Is.EqualTo("2"));
        Assert.That(
            model.GetProperty("latest_versions").EnumerateArray().Select(
                version => version.GetProperty("current_stage").GetString()),
            Is.EqualTo(new[] { "Production", "None" }));
        var first = (await Wire.GetAsync("model-versions/get?name=m&version=1")).GetProperty("model_version");
        Assert.That(first.GetProperty("run_id").GetString(), Is.EqualTo(run));
        Assert.That(MlflowWire.Entries(first, "tags")["k"], Is.EqualTo("v"));
        var champion = await Wire.GetAsync("registered-models/alias?name=m&alias=champion");
        Assert.That(champion.GetProperty("model_version").GetProperty("version").GetString(), Is.EqualTo("2"));
        var uri = await Wire.GetAsync("model-versions/get-download-uri?name=m&version=1");
        Assert.That(uri.GetProperty("artifact_uri").GetString(), Does.EndWith("/model"));
        var latest = await Wire.PostAsync(
            "registered-models/get-latest-versions", """{"name":"m","stages":["Production"]}""");
        Assert.That(latest.GetProperty("model_versions").GetArrayLength(), Is.EqualTo(1));
        await Wire.PostAsync("registered-models/alias", """{"name":"m","alias":"champion"}""", verb: "DELETE");
        await Wire.PostAsync("model-versions/delete", """{"name":"m","version":"2"}""", verb: "DELETE");
        await Wire.PostAsync("registered-models/rename", """{"name":"m","new_name":"n"}""");
        await Wire.GetAsync("registered-models/get?name=m", 404);
        await Wire.PostAsync("registered-models/update", """{"name":"n","description":"x"}""", verb: "PATCH");
        await Wire.PostAsync("registered-models/delete", """{"name":"n"}""", verb: "DELETE");
        Assert.That((await Wire.GetAsync("registered-models/search")).EnumerateObject(), Is.Empty);
    }

    [TestCase("name = 'a'", "a")]
    [TestCase("name LIKE '%b%'", "ab b")]
    [TestCase("name ILIKE 'A%' AND tags.k = 'v'", "ab")]
    public async Task Search_OfModels_FindsThoseThatMatch(string filter, string names)
    {
        await Wire.PostAsync("registered-models/create", """{"name":"b"}""");
        await Wire.PostAsync("registered-models/create", """{"name":"a"}""");
        await Wire.PostAsync("registered-models/create", """{"name":"ab","tags":[{"key":"k","value":"v"}]}""");
        var answer = await Wire.GetAsync($"registered-models/search?filter={Uri.EscapeDataString(filter)}");

        Assert.That(string.Join(' ', answer.GetProperty("registered_models").EnumerateArray().Select(
            model => model.GetProperty("name").GetString())), Is.EqualTo(names));
    }

    [Test]
    public async Task Search_OfVersions_FindsThoseOfARun()
    {
        await Wire.PostAsync("registered-models/create", """{"name":"m"}""");
        await Wire.PostAsync("model-versions/create", """{"name":"m","source":"s3://b/x","run_id":"aa"}""");
        await Wire.PostAsync("model-versions/create", """{"name":"m","source":"s3://b/y","run_id":"bb"}""");

        foreach (var filter in new[] { "run_id = 'bb'", "name='m' and version_number = 2", "source_path = 's3://b/y'" })
        {
            var answer = await Wire.GetAsync($"model-versions/search?filter={Uri.EscapeDataString(filter)}");
            Assert.That(
                answer.GetProperty("model_versions").EnumerateArray().Single().GetProperty("version").GetString(),
                Is.EqualTo("2"), filter);
        }
    }

    [TestCase("registered-models/create", """{"name":"a/b"}""", "Invalid model name")]
    [TestCase("registered-models/create", "{}", "'name'")]
    [TestCase("model-versions/create", """{"name":"m"}""", "'source'")]
    [TestCase("model-versions/transition-stage", """{"name":"m","version":"1","stage":"x"}""", "stage")]
    [TestCase("registered-models/alias", """{"name":"m","alias":"v1","version":"1"}""", "alias")]
    [TestCase("registered-models/alias", """{"name":"m","alias":"a","version":"x"}""", "'version'")]
    public async Task Call_WithABadField_NamesIt(string call, string json, string words)
    {
        await Wire.PostAsync("registered-models/create", """{"name":"m"}""");
        await Wire.PostAsync("model-versions/create", """{"name":"m","source":"s3://b/x"}""");
        await Wire.RefusedAsync(call, json, words);
    }
}
