using System.Collections.Immutable;
using System.Globalization;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Storage;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Programs;

/// <summary>A sweep on a real node notes the program that drove it; what no node could run is refused.</summary>
internal sealed class ProgramFitTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Show_PrintsTheProgramsOfTheSessions()
    {
        await using (var store = await FileStore.OpenAsync(_folder, new FileStoreOptions(SchedulerCatalog.All)))
        {
            await using var journal = await store.OpenJournalAsync("sweep");
            var spec = Tuner(_ => Task.CompletedTask).ToSpec();
            await journal.AppendAsync(0,
            [
                new ExperimentEvent.Created(default, spec),
                Seen("old", isDirty: null), Seen("new", isDirty: true), Seen("old", isDirty: null),
                Seen("new", isDirty: true),
            ]);
        }

        var text = await RunAsync("show", "sweep");
        Assert.That(text, Does.Contain("run by   new 1.2, build abc, commit 0123456789ab with changes, 1 package,"));
        Assert.That(text, Does.Contain("before   old 1.2"));
        Assert.That(text, Does.Contain("2 x H200"));
        var json = await RunAsync("show", "sweep", "--json");
        Assert.That(json, Does.Contain("\"programs\":[{\"name\":\"old\"").And.Contain("\"NUnit\":\"4.4.0\""));
    }

    private static ExperimentEvent.ProgramSeen Seen(string name, bool? isDirty) => new(default, new ProgramRecord
    {
        Name = name,
        Version = "1.2",
        Build = "abc",
        Commit = "0123456789abcdef0123456789abcdef01234567",
        IsDirty = isDirty,
        Packages = ImmutableSortedDictionary<string, string>.Empty.Add("NUnit", "4.4.0"),
        Gpus = ["H200", "H200"],
    });

    [TestCase(1, 1, "needs 1 gpu; the largest node has 0")]
    [TestCase(4096, 0, "needs 4096 cpu; the largest node has")]
    public async Task Fit_OfWhatNoNodeCouldEverRun_IsRefused(double cpu, double gpu, string why)
    {
        await using var tune = await StartAsync();

        Assert.That(
            () => tune.FitAsync(Tuner(_ => Task.CompletedTask) with
            {
                Resources = new Engine.Trials.Resources(cpu, gpu),
            }),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains(why));
        Assert.That(Directory.Exists(Path.Combine(_folder, "experiments", "sweep")), Is.False);
    }

    [Test]
    public async Task Fit_OfWhatTheOptionsOffer_Runs()
    {
        await using var tune = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = _folder, Slots = 2, Gpus = 1, Offers = new Dictionary<string, double> { ["license"] = 1 },
        });
        var seen = "";

        await tune.FitAsync(Tuner(async context =>
        {
            seen = $"{context.Resources}; card {string.Join(',', context.Gpus)}";
            await context.ReportAsync(("loss", 1.0));
        }) with { Resources = new Engine.Trials.Resources(1, 0.25).With("license", 1) });

        Assert.That(seen, Is.EqualTo("1 cpu, 0.25 gpu, 1 license; card 0"));
    }

    [Test]
    public async Task Run_OfWhatTheCommandLineOffers_Runs()
    {
        var tuner = Tuner(async context => await context.ReportAsync(("loss", context.Gpus.Count))) with
        {
            Resources = new Engine.Trials.Resources(1, 0.5).With("license", 2),
        };

        Assert.That(
            await RunAsync(tuner, "run", "sweep", "--no-plots", "--gpus", "1"), Does.Contain("needs 2 'license'"));
        Assert.That(
            await RunAsync(tuner, "run", "sweep", "--no-plots", "--gpus", "1", "--offer", "license=2"),
            Does.Contain("best       loss 1 (trial 0"));
        Assert.That(await RunAsync("show", "sweep"), Does.Contain("run by   "), "short as it was");
    }

    private static Tuner Tuner(Func<TrialContext, Task> train) =>
        new(
            "sweep", Trainable.Function("train", (TrialContext context, Configuration _) => train(context)),
            new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "loss", Mode = Mode.Min, Trials = 1,
        };

    private Task<TuneHost> StartAsync() => TuneHost.StartAsync(new TuneHostOptions { Store = _folder, Slots = 2 });

    private Task<string> RunAsync(params string[] args) => RunAsync(null, args);

    private async Task<string> RunAsync(Tuner? tuner, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var book = new ExperimentBook();
        if (tuner is not null)
        {
            book.Add("some", tuner);
        }

        var cli = new CliContext { Book = book, Out = output, Error = error, Program = "tune" };
        await CliRoot.RunAsync(cli, [.. args, "--store", _folder]);
        return $"{output}{error}";
    }
}
