using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Schedulers;
using Tune.Storage;

namespace Tune.Hosting.Tests.Cli;

/// <summary><c>show --where --order</c>: the trials that a page shows, as the page offers to copy it.</summary>
internal sealed class ShowWhereTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public async Task MakeStore()
    {
        _folder = Directory.CreateTempSubdirectory("tune-show-").FullName;
        await using var store = await FileStore.OpenAsync(_folder, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0,
        [
            .. SomeEvents.Opened,
            .. Enumerable.Range(0, 4).SelectMany(trial => (ExperimentEvent[])
                [.. SomeEvents.Started(trial), SomeEvents.Reported(trial, 1, 0.1 * ((trial * 3) % 4))]),
        ]);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    // The values are 0, 0.3, 0.2 and 0.1.
    [TestCase("2 of 4 trials:", "1 2", "--where", "best > 0.15")]
    [TestCase("4 of 4 trials:", "1 2 3 0", "--order", "best", "--descending")]
    [TestCase("2 of 4 trials:", "0 2", "--where", "trial IN (0, 2)")]
    [TestCase("0 of 4 trials:", "", "--where", "status = 'Paused'")]
    public async Task Show_WhereSomethingHolds_ShowsTheseInTheirOrder(string head, string trials, params string[] words)
    {
        var (code, output, _) = await RunAsync(words);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(lines[0], Is.EqualTo(head));
        Assert.That(
            string.Join(' ', lines.Skip(2).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])),
            Is.EqualTo(trials));
    }

    [TestCase("error: --where: The filter ends", "--where", "best >")]
    [TestCase("error: --order is 'beauty'; it may be number, best,", "--order", "beauty")]
    public async Task Show_WithAQuestionThatCannotBeRead_IsAUsageError(string said, params string[] words)
    {
        var (code, _, error) = await RunAsync(words);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.StartWith(said));
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(string[] words)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, ["show", "some", .. words, "--store", _folder]);
        return (code, output.ToString(), error.ToString());
    }
}
