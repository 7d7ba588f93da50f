namespace Tune.Server.Tests.Mlflow;

/// <summary>Filters, orders and pages.</summary>
internal sealed class SearchTests : MlflowFixture
{
    [TestCase("metrics.loss > 0.3", "b")]
    [TestCase("metrics.loss <= 0.25", "a")]
    [TestCase("params.lr = '0.10'", "a")]
    [TestCase("params.lr = '0.1'", "b")]
    [TestCase("params.lr != '0.1'", "a")]
    [TestCase("params.lr < 0.2", "ab")]
    [TestCase("params.lr LIKE '0.1%'", "ab")]
    [TestCase("tags.team ILIKE 'A%' and attributes.status = 'FINISHED'", "a")]
    [TestCase("tags.`mlflow.runName` = \"b\"", "b")]
    [TestCase("run_name = 'a'", "a")]
    [TestCase("attr.`Run name` = 'c'", "c")]
    [TestCase("start_time >= 2 AND run.user_id = 'me'", "bc")]
    [TestCase("end_time = 900", "a")]
    [TestCase("run_id IN ('x')", "")]
    [TestCase("metrics.acc = 1 OR NOT (tags.team = 'Alpha')", "ac")]
    public async Task Search_WithAFilter_FindsThoseThatMatch(string filter, string names)
    {
        await SomeAsync();
        Assert.That(await NamesAsync(filter, "attributes.run_name ASC"), Is.EqualTo(names));
    }

    [TestCase("metrics.loss", "abdc", Description = "NaN before what is not there")]
    [TestCase("metrics.loss DESC", "badc", Description = "NaN and nothing last either way")]
    [TestCase("params.lr DESC", "abcd")]
    [TestCase("params.lr", "bacd")]
    [TestCase("Created desc", "dcba")]
    [TestCase("`run name` ASC", "abcd")]
    [TestCase("tags.team", "badc")]
    public async Task Search_InAnOrder_PutsWhatIsNotThereLast(string order, string names)
    {
        await SomeAsync();
        var d = await Wire.RunAsync("0", ""","run_name":"d","start_time":4,"tags":[{"key":"team","value":"beta"}]""");
        await Wire.PostAsync("runs/log-metric", $$"""{"run_id":"{{d}}","key":"loss","value":"NaN","timestamp":1}""");
        Assert.That(await NamesAsync("", order, "attributes.start_time"), Is.EqualTo(names));
    }

    [Test]
    public async Task Search_ByPages_GivesEachRunOnce()
    {
        var ids = new List<string>();
        for (var at = 0; at < 10; at++)
        {
            ids.Add(await Wire.RunAsync("0", ""","start_time":1"""));
        }

        var (found, token) = (new List<string>(), "");
        do
        {
            var page = await Wire.PostAsync(
                "runs/search", $$"""{"experiment_ids":["0"],"max_results":4,"page_token":"{{token}}"}""");
            found.AddRange(MlflowWire.Ids(page));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString()! : "";
        }
        while (token.Length > 0);

        Assert.That(found, Is.EqualTo(ids.Order(StringComparer.Ordinal)));
    }

    [Test]
    public async Task Experiments_AreFoundAsMlflowFindsThem()
    {
        await Wire.PostAsync("experiments/create", """{"name":"a","tags":[{"key":"key","value":"value"}]}""");
        await Wire.PostAsync("experiments/create", """{"name":"ab","tags":[{"key":"key","value":"vaLue"}]}""");
        var id = await Wire.ExperimentAsync("Abc");

        Assert.That(await FindAsync(""), Is.EqualTo("Abc ab a Default"));
        Assert.That(await FindAsync(""","filter":"attribute.name != 'a'" """), Is.EqualTo("Abc ab Default"));
        Assert.That(await FindAsync(""","filter":"name LIKE 'a%'" """), Is.EqualTo("ab a"));
        Assert.That(await FindAsync(""","filter":"tag.key != 'value'" """), Is.EqualTo("ab"));
        Assert.That(await FindAsync(""","filter":"tag.key ILIKE '%alu%'" """), Is.EqualTo("ab a"));
        Assert.That(await FindAsync(""","order_by":["name DESC"]"""), Is.EqualTo("ab a Default Abc"));
        Assert.That(await FindAsync(""","max_results":2"""), Is.EqualTo("Abc ab"));
        await Wire.PostAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""");
        Assert.That(await FindAsync(""","view_type":"ACTIVE_ONLY" """), Is.EqualTo("ab a Default"));
        Assert.That(await FindAsync(""","view_type":2"""), Is.EqualTo("Abc"));
        Assert.That(await FindAsync(""","view_type":"ALL" """), Is.EqualTo("Abc ab a Default"));

        async Task<string> FindAsync(string more)
        {
            var answer = await Wire.PostAsync("experiments/search", $$"""{"x":0{{more}}}""");
            return string.Join(' ', answer.GetProperty("experiments").EnumerateArray().Select(
                one => one.GetProperty("name").GetString()));
        }
    }

    // a: loss 0.25, lr 0.10, Alpha, finished; b: loss 0.5, lr 0.1; c: nothing.
    private async Task SomeAsync()
    {
        var a = await Wire.RunAsync("0", ""","run_name":"a","start_time":1""");
        var b = await Wire.RunAsync("0", ""","run_name":"b","user_id":"me","start_time":2""");
        await Wire.RunAsync("0", ""","run_name":"c","user_id":"me","start_time":3""");
        await Wire.PostAsync("runs/log-batch", $$"""
            {"run_id":"{{a}}",
             "metrics":[{"key":"loss","value":0.25,"timestamp":1},{"key":"acc","value":1,"timestamp":1}],
             "params":[{"key":"lr","value":"0.10"}],"tags":[{"key":"team","value":"alpha"}]}
            """);
        await Wire.PostAsync("runs/log-batch", $$"""
            {"run_id":"{{b}}","metrics":[{"key":"loss","value":0.5,"timestamp":1}],
             "params":[{"key":"lr","value":"0.1"}],"tags":[{"key":"team","value":"Alpha"}]}
            """);
        await Wire.PostAsync("runs/update", $$"""{"run_id":"{{a}}","status":"FINISHED","end_time":900}""");
    }

    private async Task<string> NamesAsync(string filter, params string[] order)
    {
        var answer = await Wire.PostAsync("runs/search", System.Text.Json.JsonSerializer.Serialize(new
        {
            experiment_ids = new[] { "0" }, filter, order_by = order,
        }));
        return !answer.TryGetProperty("runs", out var runs) ? "" : string.Concat(
            runs.EnumerateArray().Select(run => run.GetProperty("info").GetProperty("run_name").GetString()));
    }
}
