using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Hosting.Tests.Acts;

/// <summary>
/// A program that tags, renames, enqueues, deletes and restores over HTTP, one call after the other, each under its own
/// key, and knows which were answered.
/// </summary>
internal sealed class Caller(int number, string token) : IDisposable
{
    private const string Runs = "api/2.0/mlflow/runs/";
    private TuneClient _client = null!;
    private HttpClient _http = null!;
    private string? _run;

    /// <summary>How many calls were answered; the next one may have been done, too.</summary>
    public int Answered { get; private set; }

    private string Acts => $"acts-{number}";

    private string Bin => $"bin-{number}";

    /// <summary>From here on it asks there.</summary>
    public async Task TurnToAsync(Uri address)
    {
        Dispose();
        _client = new TuneClient(address, token) { Via = "test" };
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (_run is null)
        {
            await using var run = await _client.StartRunAsync($"runs-{number}");
            _run = run.Id;
        }
    }

    /// <summary>Calls until the server is gone.</summary>
    /// <param name="answered">Told of each answer.</param>
    public async Task CallAsync(Action answered)
    {
        while (true)
        {
            try
            {
                var done = await CallAsync(Answered);
                Assert.That(done?.IsRepeat, Is.Not.True, $"call {Answered} is made for the first time");
            }
            catch (Exception gone) when (gone is HttpRequestException
                or TuneClientException { Kind: TuneClientException.Unreachable })
            {
                return;
            }

            Answered++;
            answered();
        }
    }

    /// <summary>What was answered must be there, and what was not may be, but wholly; it is asked for again, and so is
    /// something that was done long ago: neither happens twice.</summary>
    public async Task RequireAsync(Random chance)
    {
        var there = await ViewAsync();
        var wasDone = there == CallerView.After(Answered + 1);
        Assert.That(
            there, Is.EqualTo(CallerView.After(Answered)).Or.EqualTo(CallerView.After(Answered + 1)),
            $"caller {number} after {Answered} answers");

        var again = await CallAsync(Answered, wasDone);
        if (again is not null)
        {
            Assert.That(again.IsRepeat, Is.EqualTo(wasDone), $"call {Answered} of caller {number} again");
        }

        Answered++;
        if (chance.Next(Answered) is var old && await CallAsync(old, wasDone: true) is { } repeated)
        {
            Assert.That(repeated.IsRepeat, Is.True, $"call {old} of caller {number} was done long ago");
        }

        Assert.That(await ViewAsync(), Is.EqualTo(CallerView.After(Answered)), $"caller {number}, asked again");
        foreach (var experiment in (string[])[Acts, Bin])
        {
            // One entry a key: the pause at the beginning, and each call about this experiment.
            var audit = await _client.AuditAsync(experiment, take: 1);
            var calls = Enumerable.Range(0, Answered).Count(call => AboutBin(call) is { } isBin
                && isBin == (experiment == Bin));
            Assert.That(audit.Total, Is.EqualTo(calls + (experiment == Bin ? 0 : 1)), $"acts on {experiment}");
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _http?.Dispose();
    }

    private static bool? AboutBin(int call) => (call % CallerView.Kinds) switch
    {
        < 6 => false,
        < 8 => true,
        _ => null,
    };

    private async Task<DoneItem?> CallAsync(int call, bool wasDone = false)
    {
        var key = call.ToString(CultureInfo.InvariantCulture);
        var trial = call / CallerView.Kinds;
        switch (call % CallerView.Kinds)
        {
            case 0:
                return await _client.AnnotateAsync(Acts, Tagged(call) with { Note = new string('n', 2_000) }, key: key);
            case 1:
                return await _client.AnnotateAsync(Acts, new AnnotateItem { Title = $"title {call}" }, key: key);
            case 2:
                var config = JsonSerializer.SerializeToElement("a");
                return await _client.EnqueueAsync(
                    Acts, new Dictionary<string, JsonElement> { ["kind"] = config }, key);
            case 3:
                return await _client.AnnotateAsync(Acts, Tagged(call), trial, key);
            case 4:
                return await _client.DeleteAsync(Acts, trial, key);
            case 5:
                return await _client.RestoreAsync(Acts, trial, key);
            case 6:
                return await _client.DeleteAsync(Bin, key: key);
            case 7:
                return await _client.RestoreAsync(Bin, key: key);
            case var _ when wasDone:
                // MLflow's calls have no key: one made again would be another.
                return null;
            case 8:
                await PostAsync("set-tag", new() { ["run_id"] = _run!, ["key"] = "call", ["value"] = key });
                return null;
            case 9:
                await PostAsync("delete", new() { ["run_id"] = _run! });
                return null;
            default:
                await PostAsync("restore", new() { ["run_id"] = _run! });
                return null;
        }
    }

    private static AnnotateItem Tagged(int call) =>
        new() { Set = new Dictionary<string, string> { ["call"] = $"{call}" } };

    private async Task PostAsync(string what, Dictionary<string, string> body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Runs + what, UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, $"{what}: {(int)answer.StatusCode} {text}");
    }

    private async Task<CallerView> ViewAsync()
    {
        var acts = await _client.ExperimentAsync(Acts);
        var bin = await _client.ExperimentAsync(Bin);
        var newest = acts.Trials == 0 ? null : await _client.TrialAsync(Acts, acts.Trials - 1);
        var run = (await _http.GetFromJsonAsync<JsonElement>(new Uri($"{Runs}get?run_id={_run}", UriKind.Relative)))
            .GetProperty("run");
        var tags = run.GetProperty("data").GetProperty("tags").EnumerateArray().ToDictionary(
            tag => tag.GetProperty("key").GetString()!, tag => tag.GetProperty("value").GetString()!);
        return new CallerView(
            Number(acts.Tags), acts.Title is { } title ? Number(title["title ".Length..]) : -1, acts.Trials,
            newest?.DeletedUtc is not null, Number(newest?.Tags), bin.DeletedUtc is not null, Number(tags),
            run.GetProperty("info").GetProperty("lifecycle_stage").GetString() == "deleted");
    }

    private static int Number(IReadOnlyDictionary<string, string>? tags) =>
        tags is not null && tags.TryGetValue("call", out var call) ? Number(call) : -1;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
