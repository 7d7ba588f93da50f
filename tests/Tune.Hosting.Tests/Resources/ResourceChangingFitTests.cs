using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.ResourceChanging;
using Tune.Storage;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Resources;

/// <summary>Slots that change hands on a real node.</summary>
internal sealed class ResourceChangingFitTests
{
    private const int Slots = 3;
    private const int IterationsMax = 5_000;

    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(60_000)]
    public async Task Fit_WhenOthersHaveEnded_TheLastTrialGoesOnWithAllSlots(CancellationToken cancellation)
    {
        await using (var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = _folder, Slots = Slots, Notice = _ => { } }, cancellation))
        {
            var results = await host.FitAsync(Sweep(), cancellation);
            Assert.That(
                await results.Select(result => result.Status).ToListAsync(cancellation),
                Is.All.EqualTo(TrialStatus.Completed));
        }

        using var store = ReadOnlyStore.Open(_folder, new FileStoreOptions(SchedulerCatalog.All));
        var history = await store.ReadJournalAsync("widening", cancellation: cancellation)
            .ToArrayAsync(cancellation);
        var reports = history.OfType<ExperimentEvent.Reported>().Where(report => report.Trial.Number == 0).ToArray();
        var widths = history.OfType<ExperimentEvent.AttemptStarted>()
            .Where(started => started.Trial.Number == 0).Select(started => started.Where.Width).ToArray();

        Assert.That((widths[0], widths[^1]), Is.EqualTo((1, Slots)));
        Assert.That(Metric(reports[^1], "cpus"), Is.EqualTo(Slots));
        Assert.That(Metric(reports[^1], "threads"), Is.EqualTo(Slots));
        Assert.That(
            reports.Select(report => Metric(report, "sum")), Is.EqualTo(Enumerable.Range(1, reports.Length)),
            "it went on from where it was");
        AssertNeverTwice(history);
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }

    private static Tuner Sweep() => new(
        "widening", Trainable.Function("widening", TrainAsync), new SearchSpace().Uniform("x", 0, 1))
    {
        Metric = "sum", Trials = Slots,
        Scheduler = new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 3 },
    };

    // The first trial trains until it has had all slots for a while; the others end soon.
    private static async Task TrainAsync(TrialContext context, Configuration config)
    {
        var sum = context.Restored?.ReadJson<int>("sum.json") ?? 0;
        var withAll = 0;
        while (context.Trial.Number == 0 ? withAll < 3 && sum < IterationsMax : sum < 4)
        {
            sum++;
            withAll += context.Threads == Slots ? 1 : 0;
            await context.ReportAsync(
                new { sum, threads = context.Threads, cpus = context.Resources.Cpu },
                Checkpoint.FromJson("sum.json", sum));
        }
    }

    private static void AssertNeverTwice(IEnumerable<ExperimentEvent> history)
    {
        var taken = new Dictionary<TrialId, int[]>();
        foreach (var fact in history)
        {
            switch (fact)
            {
                case ExperimentEvent.AttemptStarted started:
                    int[] slots = [.. started.Where[0].Slots];
                    Assert.That(slots.Intersect(taken.Values.SelectMany(one => one)), Is.Empty);
                    Assert.That(slots, Is.All.InRange(0, Slots - 1));
                    taken[started.Trial] = slots;
                    break;
                case ExperimentEvent.AttemptEnded ended:
                    taken.Remove(ended.Trial);
                    break;
                default:
                    break;
            }
        }
    }

    private static double Metric(ExperimentEvent.Reported report, string name) =>
        report.Metrics.TryGet(name, out var value) ? value : double.NaN;
}
