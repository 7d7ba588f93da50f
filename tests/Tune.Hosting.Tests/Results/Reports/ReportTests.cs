using System.Text.RegularExpressions;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Hosting.Results.Reports;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Results.Reports;

internal sealed class ReportTests
{
    private const string Evil = "<script>alert('x')</script>\"'&";

    [Test]
    public async Task Report_OfNamesAndTextsThatAreMarkup_HasThemAsText()
    {
        var page = await ReportAsync(Some());

        Assert.That(page, Does.Contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&#39;&amp;"));
        Assert.That(page, Does.Not.Contain("<script").IgnoreCase);
        Assert.That(Regex.IsMatch(page, @"<[^>]*\son\w+=", RegexOptions.IgnoreCase), Is.EqualTo(false));
    }

    [Test]
    public async Task Report_NeedsNothingFromElsewhere()
    {
        var page = await ReportAsync(Some());

        Assert.That(
            Regex.Matches(page, @"(\bsrc=|href=|url\()[""']?(?!#|data:)[^\s>]{0,40}").Select(m => m.Value), Is.Empty);
        Assert.That(Regex.Matches(page, "url\\(#"), Is.Not.Empty);
        Assert.That(page, Does.Contain("default-src 'none'"));
    }

    [Test]
    public async Task Report_HasEachPictureInBothColourSchemesWithNamesOfTheirOwn()
    {
        var page = await ReportAsync(Some());

        Assert.That(Regex.Matches(page, "<svg class=\"light\""), Has.Count.EqualTo(4));
        Assert.That(Regex.Matches(page, "<svg class=\"dark\""), Has.Count.EqualTo(4));
        Assert.That(page, Does.Contain("prefers-color-scheme: dark"));
        var names = Regex.Matches(page, "\\bid=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.That(names, Is.Unique);
        Assert.That(
            Regex.Matches(page, "url\\(#([^)]+)\\)").Select(match => match.Groups[1].Value), Is.SubsetOf(names));
    }

    [Test]
    public async Task Report_HasTheBestConfigurationAsCodeAndWhatWasDecided()
    {
        var page = await ReportAsync(Some());

        Assert.That(page, Does.Contain("Configuration.Of(\n    (&quot;x&quot;, 0.").And.Contain("8L)"));
        Assert.That(page, Does.Contain("<td class=\"cut\">continue</td><td class=\"n\">24</td>"));
        Assert.That(page, Does.Contain("<dt>errored</dt><dd>1</dd>"));
    }

    [Test]
    public async Task Report_OfAnExperimentWithoutReports_SaysWhatIsMissing()
    {
        var loop = new AskTellLoop(Spec(3));

        var page = await ReportAsync(loop);

        Assert.That(page, Does.Contain("No trial has reported a finite value yet."));
        Assert.That(page, Does.EndWith("</html>" + Environment.NewLine).Or.EndWith("</html>\n"));
    }

    [Test]
    public async Task Figure_ThatWouldBeAVeryLongSvg_IsDrawnInDots()
    {
        await using var store = new MemoryStore();
        await FillAsync(store, Some());
        var plots = await (await ResultGrid.LoadAsync(store, "some", default)).PlotsAsync();

        var html = ReportFigure.Html(plots.History(), "key", "light", svgCharsMax: 10);

        Assert.That(html, Does.StartWith("<img class=\"light\" alt=").And.Contain("src=\"data:image/png;base64,iVBOR"));
    }

    [Test]
    public async Task ReportCommand_WritesTheFileAndSaysWhere()
    {
        using var folder = new TempFolder();
        await using (var store = await FileStore.OpenAsync(folder["store"], new FileStoreOptions(SchedulerCatalog.All)))
        {
            await FillAsync(store, Some());
        }

        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(
            cli, ["report", "some", "--store", folder["store"], "--to", folder["some.html"]]);

        Assert.That((code, output.ToString().Trim()), Is.EqualTo((ExitCode.Done, folder["some.html"])));
        Assert.That(await File.ReadAllTextAsync(folder["some.html"]), Does.StartWith("<!DOCTYPE html>"));
    }

    private static async Task<string> ReportAsync(AskTellLoop loop)
    {
        await using var store = new MemoryStore();
        await FillAsync(store, loop);
        await using var text = new StringWriter();
        await (await ResultGrid.LoadAsync(store, "some", default)).WriteReportAsync(text);
        return text.ToString();
    }

    private static async Task FillAsync(ITuneStore store, AskTellLoop loop)
    {
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, loop.TakeEvents());
    }

    private static ExperimentSpec Spec(int trials) => new()
    {
        Name = "some",
        Trainable = AskTellLoop.Trainable,
        Space = new SearchSpace().Uniform("x", 0, 1).Choice(Evil, "a", Evil).Integer("n", 8, 8),
        Objective = new Objective(Evil, Mode.Max),
        Trials = trials,
        Failure = new FailurePolicy(MaxRetries: 0),
        Searcher = new RandomSearchOptions(),
        Scheduler = new FifoOptions(),
    };

    private static AskTellLoop Some()
    {
        var loop = new AskTellLoop(Spec(13));
        while (loop.Ask() is { } asked)
        {
            if (asked.Trial == new TrialId(4))
            {
                loop.Fail(asked.Trial, Evil);
                continue;
            }

            loop.Report(asked.Trial, 1, MetricSet.Of((Evil, asked.Config.Real("x"))));
            loop.Report(asked.Trial, 2, MetricSet.Of((Evil, asked.Config.Real("x") / 2)));
            loop.Complete(asked.Trial);
        }

        return loop;
    }
}
