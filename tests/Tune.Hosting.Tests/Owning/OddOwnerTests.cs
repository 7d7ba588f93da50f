using Tune.Cli.Owning;
using Tune.Cli.Shell;
using Tune.Client;
using Tune.Engine.Results;

namespace Tune.Hosting.Tests.Owning;

/// <summary>Who has the store open but does not answer as it should hides nothing: the files are read, and a line on
/// standard error says why.</summary>
[Platform(Exclude = "Win")]
internal sealed class OddOwnerTests
{
    private const string Instead = "does not answer as it should; the store's files are read instead. ";

    private const string Full =
        """{"type":"urn:tunenet:storage_full","title":"storage_full","status":503,"detail":"Full."}""";

    private const string Older =
        """{"total":1,"experiments":[{"experiment":"x","state":"paused","metric":"a","mode":"Max","counts":{}}]}""";

    private const string Newer = """
        {"total":1,"experiments":[
          {"experiment":"x","state":"napping","metric":"a","mode":"Max","counts":{},"programs":[]}]}
        """;

    private LookedAt _place = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        _place = new LookedAt();
        await using var store = await _place.OpenAsync();
        await LookedAt.FillAsync(store);
    }

    [OneTimeTearDown]
    public void Delete() => _place.Dispose();

    [TearDown]
    public void DeleteSocket() => File.Delete(Path.Combine(_place.Store, "control.sock"));

    [TestCase("list", 503, Full, "Full.")]
    [TestCase("show|many", 503, Full, "Full.")]
    [TestCase("best|many", 502, "<html>", "It may be of another version of TuneNet: The answer was 502")]
    [TestCase("list", 200, Older, "It has no 'programs'.")]
    [TestCase("list", 200, Newer, "'napping'")]
    [TestCase("show|many", 200, """{"trainable":"some"}""", "missing required properties including: 'summary'")]
    public async Task Command_WhoseOwnerAnswersOddly_ReadsTheFilesAndSaysWhy(
        string command, int status, string json, string why)
    {
        var alone = await _place.RunAsync(command);
        await using var owner = new OddOwner(
            _place.Store, path => path.EndsWith("/server", StringComparison.Ordinal)
                ? (200, OddOwner.Greeting)
                : (status, json));

        var end = await _place.RunAsync(command);

        Assert.That((end.Code, end.Out), Is.EqualTo((ExitCode.Done, alone.Out)));
        Assert.That(end.Error, Does.Contain(Instead).And.Contain(why));
        Assert.That(end.Error.Split('\n'), Has.Length.EqualTo(2), "It is said once.");
    }

    [Test]
    public async Task Command_WhoseOwnerIsNone_ReadsTheFilesAndSaysWhy()
    {
        await using var owner = new OddOwner(_place.Store, _ => (200, "[]"));

        var end = await _place.RunAsync("best|many");

        Assert.That(end.Code, Is.EqualTo(ExitCode.Done));
        Assert.That(end.Error, Does.Contain(Instead));
    }

    [Test]
    public async Task Find_WhereTheOwnerIsFrozen_IsReadFromTheFilesAfterAWhile()
    {
        await using var owner = new OddOwner(_place.Store, _ => null);
        var said = new List<string>();
        using var client = TuneClient.ForStore(_place.Store);
        client.Patience = TimeSpan.FromMilliseconds(50);
        await using var reader = new OwnerReader(client, _place.Store, said.Add, said.Add);

        var found = await reader.FindAsync("many");
        var page = await reader.TrialsAsync("many", new TrialQuery { Listed = Listed.All });

        Assert.That((found?.Trials, page.Total), Is.EqualTo(((int?)451, 451)));
        Assert.That(said, Has.Count.EqualTo(1).And.All.EndsWith(Instead + "It gave no answer in time."));
    }

    [Test]
    public async Task Command_WhereASocketWasLeftBehind_ReadsTheFilesWithoutAWord()
    {
        await File.WriteAllTextAsync(Path.Combine(_place.Store, "control.sock"), "");

        var end = await _place.RunAsync("show|many");

        Assert.That((end.Code, end.Error), Is.EqualTo((ExitCode.Done, "")));
    }
}
