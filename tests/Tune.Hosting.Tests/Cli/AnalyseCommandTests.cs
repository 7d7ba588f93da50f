using System.Text.Json;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Analysis;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;

namespace Tune.Hosting.Tests.Cli;

/// <summary>Sixty trials: x decides the loss, y and z together the size.</summary>
internal sealed class AnalyseCommandTests
{
    private static readonly SearchSpace s_space =
        new SearchSpace().LogUniform("x", 1e-4, 1).Uniform("y", -1, 1).Uniform("z", -1, 1);

    private string _folder = "";

    private static Moment At => new(638_000_000_000_000_000, 0);

    private string Store => Path.Combine(_folder, "store");

    [SetUp]
    public async Task MakeStore()
    {
        _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        await using var store = await FileStore.OpenAsync(Store, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync("known");
        await journal.AppendAsync(0, [Created("known"), .. Enumerable.Range(0, 60).SelectMany(Trial)]);
        await using var empty = await store.OpenJournalAsync("empty");
        await empty.AppendAsync(0, [Created("empty")]);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase("analyse")]
    [TestCase("importance")]
    public async Task Analyse_WithoutOptions_NamesWhatDecidesTheObjective(string command)
    {
        var (code, output, error) = await RunAsync(command, "known");

        Assert.That(error, Is.Empty);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.Contain("importance for loss, by PED-ANOVA: the best 10 of 60 trials"));
        Assert.That(output, Does.Match(@"PARAMETER +SHARE +ALONE\s+x +\d"));
        Assert.That(output, Does.Contain("together, by fANOVA"));
    }

    [Test]
    public async Task Analyse_WhatHasNoInteractions_SaysSo()
    {
        var (_, output, _) = await RunAsync("analyse", "known");
        var (_, both, _) = await RunAsync("analyse", "known", "--metric", "size", "--mode", "min");

        Assert.That(output, Does.Contain("no two do: what a parameter does, it does alone"));
        Assert.That(both, Does.Match(@"PARAMETER +AND +SHARE\s+[yz] +[yz] +\d").And.Not.Contain(" 0 %\n"));
    }

    [Test]
    public async Task Analyse_AnotherMetric_IsAboutThat()
    {
        var (_, output, _) = await RunAsync(
            "analyse", "known", "--json", "--metric", "size", "--mode", "min", "--method", "fanova");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.That(lines[0].GetProperty("target").GetString(), Is.EqualTo("size"));
        Assert.That(lines[0].GetProperty("method").GetString(), Is.EqualTo("Fanova"));
        Assert.That(lines[0].GetProperty("parameters")[2].GetProperty("name").GetString(), Is.EqualTo("x"));
        var pair = lines[1].GetProperty("pairs")[0];
        Assert.That(
            new[] { pair.GetProperty("first").GetString(), pair.GetProperty("second").GetString() },
            Is.EquivalentTo(["y", "z"]));
    }

    [TestCase("There is nothing to analyse: 0 trials of 'empty' have a finite 'loss'", "empty")]
    [TestCase("No trial of 'known' has a finite 'latency'. Reported are", "known", "--metric", "latency")]
    [TestCase("There is no experiment 'none'", "none")]
    public async Task Analyse_NothingThere_SaysWhy(string why, params string[] args)
    {
        var (code, _, error) = await RunAsync(["analyse", .. args]);

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain(why));
    }

    [Test]
    public async Task Results_AndCommand_SayTheSame()
    {
        await using var store = await Stores.OpenForReadingAsync(Store);
        var grid = await ResultGrid.LoadAsync(store, "known", default);

        var importance = (await grid.ImportanceAsync())!;
        Assert.That(importance, Has.Property("Trials").EqualTo(60).And.Property("Target").EqualTo("loss"));
        Assert.That(importance.Parameters[0].Name, Is.EqualTo("x"));
        Assert.That((await grid.ImportanceAsync(target: Target.Of("size", Mode.Min)))!.Target, Is.EqualTo("size"));
        Assert.That((await grid.InteractionsAsync())!.Parameters[0].Name, Is.EqualTo("x"));
        var (_, output, _) = await RunAsync("analyse", "known", "--json");
        var told = JsonDocument.Parse(output.Split('\n')[0]).RootElement.GetProperty("parameters")[0];
        Assert.That(
            told.GetProperty("main").GetDouble(), Is.EqualTo(importance.Parameters[0].Main).Within(1e-6));
    }

    [Test]
    public async Task Narrow_ARecordedExperiment_PrintsASpaceThatCanBeUsed()
    {
        var (code, output, error) = await RunAsync("narrow", "known");

        Assert.That(error, Is.Empty);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.Contain("from the best 12 of 60 trials"));
        Assert.That(output, Does.Contain("new SearchSpace()").And.Contain(".LogUniform(\"x\", "));
        var (_, line, _) = await RunAsync("narrow", "known", "--json");
        var space = JsonDocument.Parse(line).RootElement.GetProperty("space").Deserialize<SearchSpace>()!;
        var x = (RealDomain)space["x"].Domain;
        Assert.That(x.High, Is.LessThan(1));
        Assert.That(x.Low, Is.LessThanOrEqualTo(1e-4), "the lowest x is the best, so nothing is cut off there");
        var (failed, _, why) = await RunAsync("narrow", "empty");
        Assert.That(failed, Is.EqualTo(ExitCode.Failed));
        Assert.That(why, Does.Contain("it takes 20 trials of 'empty'"));
    }

    private static ExperimentEvent.Created Created(string name) => new(At, new ExperimentSpec
    {
        Name = name, Trainable = "some", Space = s_space, Objective = new Objective("loss", Mode.Min), Trials = 60,
        Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
    });

    private static IEnumerable<ExperimentEvent> Trial(int number)
    {
        var config = s_space.Sample(KeyedRandom.For(5, "test/trial", number));
        var loss = Math.Log10(config.Real("x"));
        yield return new ExperimentEvent.TrialProposed(At, new(number), config);
        yield return new ExperimentEvent.Reported(
            At, new(number), new(1), 1, 1, MetricSet.Of(("loss", loss), ("size", config.Real("y") * config.Real("z"))));
        yield return new ExperimentEvent.TrialEnded(At, new(number), TrialStatus.Completed, "");
    }

    [Test]
    public async Task Analyse_AMetricThatNobodyReported_ListsThoseThatWere()
    {
        var (code, _, error) = await RunAsync("analyse", "known", "--metric", "los");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain("has a finite 'los'. Did you mean 'loss'? Reported are loss, size."));
        (_, _, error) = await RunAsync("analyse", "empty", "--metric", "foo");
        Assert.That(error, Does.Contain("No trial of 'empty' has reported anything yet."));
    }

    // The size is in the first of two reports only.
    [Test]
    public async Task Analyse_AMetricThatTheLastReportLacks_GoesByTheLastThatHasIt()
    {
        await AddAsync("sparse", s_loss, Enumerable.Range(0, 60).SelectMany(number => Folds(
            number, (config, iteration) => iteration == 1
                ? MetricSet.Of(("loss", 1), ("size", config.Real("x"))) : MetricSet.Of(("loss", 1)), length: 2)));

        var (code, output, error) = await RunAsync(
            "analyse", "sparse", "--metric", "size", "--mode", "min");

        Assert.That((code, error), Is.EqualTo((ExitCode.Done, "")));
        Assert.That(output, Does.Contain("importance for size, by PED-ANOVA: the best 10 of 60 trials"));
        Assert.That(output, Does.Match(@"PARAMETER +SHARE +ALONE\s+x +\d"));
    }

    // Two folds by luck, of which y decides, beat five of which x does: they are no results.
    [Test]
    public async Task AnalyseAndNarrow_ReportsThatRefine_CompareTheLongestTrainedAndSayWhatIsLeftOut()
    {
        await AddAsync("folds", s_loss with { Refines = true }, Enumerable.Range(0, 80).SelectMany(number => Folds(
            number, (config, _) => MetricSet.Of(
                ("loss", number % 2 == 0 ? -9 + config.Real("y") : Math.Log10(config.Real("x"))),
                ("size", number % 2 == 0 ? -9 + config.Real("y") : config.Real("x"))),
            length: number % 2 == 0 ? 2 : 5)));
        const string left = "40 trials of less than 5 iterations left out";

        foreach (var metric in new[] { "loss", "size" })
        {
            var (_, output, error) = await RunAsync("analyse", "folds", "--metric", metric, "--mode", "min");
            Assert.That(error, Is.Empty);
            Assert.That(output, Does.Contain("of 40 trials").And.Contain(left));
            Assert.That(output, Does.Match(@"PARAMETER +SHARE +ALONE\s+x +\d"), metric);
        }

        var (_, json, _) = await RunAsync("analyse", "folds", "--json");
        Assert.That(
            json.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("left_out").GetString()),
            Has.Exactly(2).Items.And.All.StartsWith(left));
        var (_, narrowed, _) = await RunAsync("narrow", "folds");
        Assert.That(narrowed, Does.Contain("of 40 trials").And.Contain(left));
        var (_, suggestion, _) = await RunAsync("narrow", "folds", "--json");
        Assert.That(
            JsonDocument.Parse(suggestion).RootElement.GetProperty("left_out").GetString(), Does.StartWith(left));
        await using var store = await Stores.OpenForReadingAsync(Store);
        var plots = await (await ResultGrid.LoadAsync(store, "folds", default)).PlotsAsync();
        foreach (var name in new[] { "importance", "interactions", "contour" })
        {
            Assert.That(plots.Draw(name).Subtitle, Does.Contain(left), name);
        }
    }

    [Test]
    public async Task AnalyseAndNarrow_TooFewOfTheLongest_SayThatThatIsWhy()
    {
        await AddAsync("few", s_loss with { Refines = true }, Enumerable.Range(0, 30).SelectMany(number => Folds(
            number, (config, _) => MetricSet.Of(("loss", config.Real("x"))), length: number < 3 ? 5 : 2)));

        var (_, _, why) = await RunAsync("analyse", "few");
        Assert.That(why, Does.Contain("3 trials of 'few' have").And.Contain("27 trials of less than 5 iterations"));
        (_, _, why) = await RunAsync("narrow", "few");
        Assert.That(why, Does.Contain("and 3 have one. 27 trials of less than 5 iterations left out"));
    }

    [Test]
    public async Task Plots_OfMoreTrialsThanAreDrawn_NameNoNumberOfThoseLeftOut()
    {
        await AddAsync("many", s_loss with { Refines = true }, Enumerable.Range(0, 2_010).SelectMany(number => Folds(
            number, (config, _) => MetricSet.Of(("loss", config.Real("x"))), length: number % 2 == 0 ? 1 : 2)));

        await using var store = await Stores.OpenForReadingAsync(Store);
        var plots = await (await ResultGrid.LoadAsync(store, "many", default)).PlotsAsync();

        Assert.That(plots.Draw("importance").Subtitle, Does.Contain("·  trials of less than 2 iterations left out"));
    }

    // The luckiest configuration had two folds: it is no result, whichever command is asked.
    [Test]
    public async Task Configs_ReportsThatRefine_CompareTheLongestTrainedInEveryCommand()
    {
        await AddAsync("means", s_loss with { Refines = true }, Enumerable.Range(0, 30).SelectMany(number => Folds(
            number, (_, _) => MetricSet.Of(("loss", number % 2 == 0 ? -9 : number)), length: number % 2 == 0 ? 2 : 5)));

        var (_, best, _) = await RunAsync("best", "means", "--configs", "--json");
        var (_, shown, _) = await RunAsync("show", "means", "--configs");
        var (_, exported, _) = await RunAsync("export", "means", "--configs");

        Assert.That(JsonDocument.Parse(best).RootElement.GetProperty("mean").GetDouble(), Is.EqualTo(1));
        var lines = shown.Split('\n');
        Assert.That(lines[0], Does.StartWith("The best 20 of 30"));
        Assert.That(lines[2], Does.Match(@"^1 +1 "));
        Assert.That(shown, Does.Not.Contain("-9"));
        Assert.That(exported, Does.Contain("\n0,1,0,,,,,").And.Contain("\n1,1,1,1,,1,1,"));
    }

    private static readonly Objective s_loss = new("loss", Mode.Min);

    private async Task AddAsync(string name, Objective objective, IEnumerable<ExperimentEvent> trials)
    {
        await using var store = await FileStore.OpenAsync(Store, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync(name);
        var created = Created(name);
        await journal.AppendAsync(
            0, [created with { Spec = created.Spec with { Objective = objective } }, .. trials]);
    }

    private static IEnumerable<ExperimentEvent> Folds(
        int number, Func<Configuration, int, MetricSet> metrics, int length)
    {
        var (trial, config) = (new TrialId(number), s_space.Sample(KeyedRandom.For(5, "test/trial", number)));
        yield return new ExperimentEvent.TrialProposed(At, trial, config);
        yield return new ExperimentEvent.AttemptStarted(At, trial, new Attempt(1), Allocation.On("node", 0), null);
        for (var iteration = 1; iteration <= length; iteration++)
        {
            yield return new ExperimentEvent.Reported(
                At, trial, new Attempt(1), iteration, iteration, metrics(config, iteration));
        }

        yield return new ExperimentEvent.AttemptEnded(At, trial, new Attempt(1), AttemptOutcome.Completed.Instance);
        yield return new ExperimentEvent.TrialEnded(At, trial, TrialStatus.Completed, "");
    }

    // A picture at 192 dots to the inch has twice the pixels each way; a dark one is dark at its corner.
    [Test]
    public async Task Plot_WithDpiAndTheme_DrawsSo()
    {
        var pictures = Path.Combine(_folder, "pictures");
        var (code, output, error) = await RunAsync(
            "plot", "known", "--out", pictures, "--dpi", "192", "--theme", "dark");
        Assert.That((code, error), Is.EqualTo((ExitCode.Done, "")));
        Assert.That(output, Does.Contain("history.png"));
        using var picture = SkiaSharp.SKBitmap.Decode(Path.Combine(pictures, "history.png"));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((2400, 1500)));
        Assert.That((int)picture.GetPixel(1, 1).Red, Is.LessThan(40));

        (code, output, error) = await RunAsync("plot", "known", "--out", pictures, "--dpi", "192", "--svg");
        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("--dpi is for PNG pictures: SVG has no dots"));
        (code, _, error) = await RunAsync("plot", "known", "--dpi", "3");
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("--dpi is '3'; it must be a whole number from 24 to 768."));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, [.. args, "--store", Store]);
        return (code, output.ToString(), error.ToString());
    }
}
