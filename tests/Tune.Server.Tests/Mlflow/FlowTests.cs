namespace Tune.Server.Tests.Mlflow;

/// <summary>What the clients 2.12, 3.1 and 3.6 send in the whole of a day, and what they read in the answers.</summary>
internal sealed class FlowTests : MlflowFixture
{
    [Test]
    public async Task Experiment_OfANewName_IsMadeWhenItIsNotFound()
    {
        var missing = await Wire.GetAsync("experiments/get-by-name?experiment_name=mine", 404);
        Assert.That(missing.GetProperty("error_code").GetString(), Is.EqualTo("RESOURCE_DOES_NOT_EXIST"));
        var id = await Wire.ExperimentAsync("mine");
        await Wire.RefusedAsync(
            "experiments/create", """{"name":"mine"}""", "already exists", "RESOURCE_ALREADY_EXISTS");
        await Wire.PostAsync(
            "experiments/set-experiment-tag", $$"""{"experiment_id":"{{id}}","key":"k","value":"a\nb"}""");
        await Wire.PostAsync("experiments/update", $$"""{"experiment_id":"{{id}}","new_name":"yours"}""");

        var found = (await Wire.GetAsync($"experiments/get?experiment_id={id}")).GetProperty("experiment");
        Assert.That(found.GetProperty("name").GetString(), Is.EqualTo("yours"));
        Assert.That(found.GetProperty("artifact_location").GetString(), Is.EqualTo($"mlflow-artifacts:/{id}"));
        Assert.That(found.GetProperty("lifecycle_stage").GetString(), Is.EqualTo("active"));
        Assert.That(MlflowWire.Entries(found, "tags"), Is.EqualTo(new Dictionary<string, string> { ["k"] = "a\nb" }));
        var first = (await Wire.GetAsync("experiments/get?experiment_id=0")).GetProperty("experiment");
        Assert.That(first.GetProperty("name").GetString(), Is.EqualTo("Default"));
    }

    [Test]
    public async Task Run_FromItsBeginningToItsEnd_AnswersAsItStands()
    {
        var experiment = await Wire.ExperimentAsync("mine");
        var made = (await Wire.PostAsync("runs/create", $$"""
            {"experiment_id":"{{experiment}}","user_id":"ann","run_name":"first","start_time":456,
             "tags":[{"key":"mlflow.user","value":"ann"},{"key":"mlflow.parentRunId","value":"7"}]}
            """)).GetProperty("run");
        var id = made.GetProperty("info").GetProperty("run_id").GetString()!;
        Assert.That(id, Does.Match("^[0-9a-f]{32}$"));
        await Wire.PostAsync("runs/log-metric", $$"""
            {"run_id":"{{id}}","run_uuid":"{{id}}","key":"loss","value":123.456,"timestamp":"789","step":2}
            """);
        foreach (var value in new[] { "NaN", "Infinity", "-Infinity" })
        {
            await Wire.PostAsync("runs/log-metric", $$"""
                {"run_uuid":"{{id}}","key":"odd/{{value}}","value":"{{value}}","timestamp":1}
                """);
        }

        await Wire.PostAsync("runs/log-parameter", $$"""{"run_id":"{{id}}","key":"lr","value":"0.1"}""");
        await Wire.PostAsync("runs/log-parameter", $$"""{"run_id":"{{id}}","key":"empty","value":""}""");
        await Wire.PostAsync("runs/log-batch", $$"""
            {"run_id":"{{id}}","metrics":[{"key":"mae","value":2.5,"timestamp":5}],
             "params":[{"key":"depth","value":"3"}],"tags":[{"key":"team","value":"a"}],"unknown":[1]}
            """);
        await Wire.PostAsync("runs/set-tag", $$"""{"run_uuid":"{{id}}","key":"other","value":"x"}""");
        await Wire.PostAsync("runs/delete-tag", $$"""{"run_id":"{{id}}","key":"other"}""");
        await Wire.PostAsync("runs/log-inputs", $$"""
            {"run_id":"{{id}}",
             "datasets":[{"tags":[],"dataset":{"name":"d","digest":"1","source_type":"s","source":"x"} }]}
            """);
        var info = (await Wire.PostAsync("runs/update", $$"""
            {"run_id":"{{id}}","status":"FINISHED","end_time":900}
            """)).GetProperty("run_info");

        Assert.That(info.GetProperty("status").GetString(), Is.EqualTo("FINISHED"));
        var run = (await Wire.GetAsync($"runs/get?run_id={id}&run_uuid={id}")).GetProperty("run");
        var said = run.GetProperty("info");
        Assert.That(said.GetProperty("run_uuid").GetString(), Is.EqualTo(id));
        Assert.That(said.GetProperty("experiment_id").GetString(), Is.EqualTo(experiment));
        Assert.That(said.GetProperty("user_id").GetString(), Is.EqualTo("ann"));
        Assert.That(said.GetProperty("start_time").GetInt64(), Is.EqualTo(456));
        Assert.That(said.GetProperty("end_time").GetInt64(), Is.EqualTo(900));
        Assert.That(
            said.GetProperty("artifact_uri").GetString(), Is.EqualTo($"mlflow-artifacts:/{experiment}/{id}/artifacts"));
        var data = run.GetProperty("data");
        Assert.That(MlflowWire.Entries(data, "params"), Is.EqualTo(new Dictionary<string, string>
        {
            ["lr"] = "0.1", ["empty"] = "", ["depth"] = "3",
        }));
        Assert.That(MlflowWire.Entries(data, "metrics"), Is.EqualTo(new Dictionary<string, string>
        {
            ["loss"] = "123.456", ["mae"] = "2.5", ["odd/NaN"] = "NaN", ["odd/Infinity"] = "Infinity",
            ["odd/-Infinity"] = "-Infinity",
        }));
        Assert.That(MlflowWire.Entries(data, "tags")["mlflow.runName"], Is.EqualTo("first"));
        Assert.That(MlflowWire.Entries(data, "tags"), Does.Not.ContainKey("other"));
        Assert.That(
            run.GetProperty("inputs").GetProperty("dataset_inputs")[0].GetProperty("dataset").GetProperty("name")
                .GetString(), Is.EqualTo("d"));
        var resumed = (await Wire.PostAsync("runs/update", $$"""
            {"run_id":"{{id}}","status":"RUNNING","end_time":900}
            """)).GetProperty("run_info");
        Assert.That(resumed.GetProperty("status").GetString(), Is.EqualTo("RUNNING"));
    }

    [Test]
    public async Task Run_WithoutAName_GetsOne()
    {
        var id = await Wire.RunAsync();
        var run = (await Wire.GetAsync($"runs/get?run_id={id}")).GetProperty("run");

        Assert.That(run.GetProperty("info").GetProperty("user_id").GetString(), Is.EqualTo("unknown"));
        Assert.That(run.GetProperty("info").GetProperty("run_name").GetString(), Does.Match("^[a-z]+-[a-z]+-[0-9]+$"));
    }

    [Test]
    public async Task History_IsPagedWhenAskedAndWholeOtherwise()
    {
        var id = await Wire.RunAsync();
        for (var batch = 0; batch < 3; batch++)
        {
            var points = string.Join(',', Enumerable.Range(batch * 1000, 1000).Select(
                step => $$"""{"key":"m","value":{{step}},"timestamp":{{step}},"step":{{step}}}"""));
            await Wire.PostAsync("runs/log-batch", $$"""{"run_id":"{{id}}","metrics":[{{points}}]}""");
        }

        var whole = await Wire.GetAsync($"metrics/get-history?run_id={id}&run_uuid={id}&metric_key=m");
        Assert.That(whole.GetProperty("metrics").GetArrayLength(), Is.EqualTo(3000));
        Assert.That(whole.TryGetProperty("next_page_token", out _), Is.False);
        var steps = new List<long>();
        for (string? token = ""; token is not null;)
        {
            var page = await Wire.GetAsync(
                $"metrics/get-history?run_id={id}&metric_key=m&max_results=1300&page_token={token}");
            steps.AddRange(
                page.GetProperty("metrics").EnumerateArray().Select(one => one.GetProperty("step").GetInt64()));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }

        Assert.That(steps, Is.EqualTo(Enumerable.Range(0, 3000)));
        var none = await Wire.GetAsync($"metrics/get-history?run_id={id}&metric_key=x");
        Assert.That(none.EnumerateObject(), Is.Empty);
    }

    [Test]
    public async Task Interval_OfManyRuns_HasEvenStepsAndEachRunsEnds()
    {
        var (one, other) = (await Wire.RunAsync(), await Wire.RunAsync());
        foreach (var (id, count) in new[] { (one, 10), (other, 20) })
        {
            var points = string.Join(',', Enumerable.Range(0, count).Select(
                step => $$"""{"key":"m","value":1,"timestamp":1,"step":{{step}}}"""));
            await Wire.PostAsync("runs/log-batch", $$"""{"run_id":"{{id}}","metrics":[{{points}}]}""");
        }

        Assert.That(
            await StepsAsync($"run_ids={one}&max_results=5"), Is.EqualTo(new long[] { 0, 2, 4, 6, 8, 9 }));
        Assert.That(
            await StepsAsync($"run_ids={one}&max_results=5&start_step=0&end_step=4"),
            Is.EqualTo(new long[] { 0, 1, 2, 3, 4 }));
        Assert.That(
            await StepsAsync($"run_ids={one}&run_ids={other}&max_results=5"),
            Is.EqualTo(new long[] { 0, 4, 8, 9, 0, 4, 8, 9, 12, 16, 19 }));

        async Task<long[]> StepsAsync(string query) =>
        [
            .. (await Wire.GetAsync($"metrics/get-history-bulk-interval?metric_key=m&{query}"))
                .GetProperty("metrics").EnumerateArray().Select(point => point.GetProperty("step").GetInt64()),
        ];
    }

    [Test]
    public async Task Deleted_RunsAndExperiments_CanBeRestoredAndNotWrittenTo()
    {
        var experiment = await Wire.ExperimentAsync("mine");
        var id = await Wire.RunAsync(experiment);
        await Wire.PostAsync("runs/delete", $$"""{"run_id":"{{id}}"}""");
        var metric = $$"""{"run_id":"{{id}}","key":"m","value":1,"timestamp":1}""";
        await Wire.RefusedAsync("runs/log-metric", metric, $"The run {id} must be in");
        await Wire.RefusedAsync("runs/update", $$"""{"run_id":"{{id}}","status":"FAILED"}""", "active");
        Assert.That(await Wire.SearchAsync($$"""{"experiment_ids":["{{experiment}}"]}"""), Is.Empty);
        Assert.That(
            await Wire.SearchAsync($$"""{"experiment_ids":["{{experiment}}"],"run_view_type":"DELETED_ONLY"}"""),
            Is.EqualTo(new[] { id }));
        await Wire.PostAsync("runs/restore", $$"""{"run_id":"{{id}}"}""");
        await Wire.PostAsync("runs/log-metric", metric);
        await Wire.PostAsync("experiments/delete", $$"""{"experiment_id":"{{experiment}}"}""");
        await Wire.RefusedAsync("runs/create", $$"""{"experiment_id":"{{experiment}}"}""", "active");
        var found = (await Wire.GetAsync($"experiments/get?experiment_id={experiment}")).GetProperty("experiment");
        Assert.That(found.GetProperty("lifecycle_stage").GetString(), Is.EqualTo("deleted"));
        await Wire.PostAsync("experiments/restore", $$"""{"experiment_id":"{{experiment}}"}""");
        await Wire.RunAsync(experiment);
    }

    [Test]
    public async Task Newest_ClientsQuestions_AreAnswered()
    {
        using var health = await Place.Client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.That(await health.Content.ReadAsStringAsync(), Is.EqualTo("OK"));
        using var version = await Place.Client.GetAsync(new Uri("/version", UriKind.Relative));
        Assert.That((int)version.StatusCode, Is.EqualTo(200));
        Assert.That(await Wire.PostAsync("logged-models/search", "{}"), Has.Property("ValueKind"));
        await Wire.SendAsync("GET", "/api/3.0/mlflow/server-info", null, 404);
        var missing = await Wire.PostAsync("traces/search", "{}", 404);
        Assert.That(missing.GetProperty("error_code").GetString(), Is.EqualTo("ENDPOINT_NOT_FOUND"));
    }
}
