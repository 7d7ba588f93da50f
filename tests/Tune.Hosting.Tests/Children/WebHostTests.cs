using Tune.Hosting.Tests.BadInput;

namespace Tune.Hosting.Tests.Children;

/// <summary>A web app whose argument chooses between two trainables of one name, with trials in processes.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class WebHostTests
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };

    [OneTimeTearDown]
    public void Dispose() => _client.Dispose();

    [TestCase("early", "plus", "score 1")]
    [TestCase("early", "minus", "score -1")]
    [TestCase("guard", "plus", "score 1")]
    [TestCase("guard", "minus", "score -1")]
    public async Task Fit_AnArgumentChoosesTheCode_EachTrialRunsTheChosenOne(string way, string which, string score)
    {
        var (lines, boots) = await FitAsync(way, which);
        Assert.That(lines, Is.EqualTo(Enumerable.Repeat(score, 4)));
        Assert.That(boots, way == "guard" ? Is.EqualTo(1) : Is.GreaterThan(1), "how often the app was booted");
    }

    [Test]
    public async Task Fit_TheChildCapturesAnotherValueAndCannotBeToldIt_IsRefusedWithASentence()
    {
        var (lines, _) = await FitAsync(
            "luck", "minus",
            "web: The training code uses 'client' (HttpClient), whose contents are not compared between");
        Assert.That(lines, Has.Length.EqualTo(4).And.All.Contains("has other training code under the name 'train'")
            .And.All.Match("luck' was [-0-9a-f]{36} where the experiment was started, and is [-0-9a-f]{36} here")
            .And.All.Contains("await TuneChild.RunIfChildAsync()"));
    }

    [Test]
    public async Task Fit_TheChildCapturesAnotherModel_IsRefusedAndNamesTheField()
    {
        var (lines, _) = await FitAsync("model", "plus");
        Assert.That(lines, Has.Length.EqualTo(4).And.All.Contains("has other training code under the name 'train'")
            .And.All.Match(@"model\.weight' was \d+ where the experiment was started, and is \d+ here"));
    }

    [Test]
    public async Task Fit_MainSetsAStaticFieldBehindTheGuard_IsRefusedAndNamesIt()
    {
        var (lines, boots) = await FitAsync("static", "plus");
        Assert.That(lines, Has.Length.EqualTo(4).And.All.EqualTo(
            "The training code reads the static field 'Knobs.Scale', which was 2 where the experiment was started, and "
            + "is 1 here. A child does not come past TuneChild.RunIfChildAsync: set the field before that line, to the "
            + "same in every process, or let the training code capture a local variable instead."));
        Assert.That(boots, Is.EqualTo(1));
    }

    private async Task<(string[] Lines, int Boots)> FitAsync(
        string way, string which, string? notice = null)
    {
        var folder = Directory.CreateTempSubdirectory("tune-web-").FullName;
        try
        {
            using var app = HostProcess.StartProgram(
                "Tune.WebProbe", new Dictionary<string, string>(), isPrivileged: true, way, which, folder);
            var address = (await app.LineAsync("listening http"))["listening ".Length..];
            using var answer = await _client.PostAsync(new Uri($"{address}/fit"), content: null);
            _ = notice is null ? "" : await app.LineAsync(notice);
            var text = await answer.Content.ReadAsStringAsync();
            return (text.Split('\n'), File.ReadAllLines(Path.Combine(folder, "boots")).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
