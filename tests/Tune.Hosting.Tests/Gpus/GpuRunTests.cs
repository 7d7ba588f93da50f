using System.Globalization;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Gpus;
using Tune.Testing.Machine;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Gpus;

/// <summary>A sweep over graphics cards, with a driver of its own instead of NVIDIA's.</summary>
[Platform("Linux")]
[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GpuRunTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpus").FullName;
    private readonly List<string> _seen = [];
    private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TearDown]
    public void Forget()
    {
        Environment.SetEnvironmentVariable("TUNE_NVML", null);
        Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", null);
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Fit_OnCardsTheDriverKnows_GivesEachTrialItsOwn()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b");
        using var cards = GpuSet.Listed("1,0", fake.Library);
        await using var tune = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = Path.Combine(_folder, "store"), Slots = 4, Cards = cards,
        });

        await tune.FitAsync(Sweep(trials: 2, gpu: 2));

        Assert.That(_seen, Is.EqualTo(["0,1: GPU-b,GPU-a", "0,1: GPU-b,GPU-a"]), "one after the other, both cards");
    }

    [Test]
    public async Task Run_Auto_OffersWhatCudaWouldSee()
    {
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b").With("GPU-c");
        Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", "2,GPU-a");

        var said = await RunAsync(fake, "--gpus", "auto");

        Assert.That(_seen, Is.EquivalentTo(["0: GPU-c", "1: GPU-a"]), said);
    }

    [Test]
    public async Task Run_Auto_NoDriver_SaysWhyThereAreNoCards()
    {
        Environment.SetEnvironmentVariable("TUNE_NVML", "/nowhere/libnvidia-ml.so.1");

        Assert.That(await RunAsync(null, "--gpus", "auto"), Does.Contain(
            "No graphics cards: There is no NVIDIA driver: /nowhere/libnvidia-ml.so.1 cannot be loaded.")
            .And.Contain("needs 1 gpu"));
    }

    [TestCase("3", "--gpus is 3, and this process can see 2: 0 (NVIDIA H200), 1 (NVIDIA H200).")]
    [TestCase("0,7", "--gpus is '0,7'. There is no graphics card '7'. There is: 0 (GPU-a), 1 (GPU-b).")]
    [TestCase("two", "--gpus is 'two'; it must be a whole number from 0 to 1024, 'auto', or a list of numbers or UUIDs "
        + "such as 0,2 or GPU-8f2e.")]
    public async Task Run_CardsThatAreNotThere_AreRefused(string gpus, string why)
    {
        using var fake = new FakeGpuDriver().With("GPU-a").With("GPU-b");

        Assert.That(await RunAsync(fake, "--gpus", gpus), Does.Contain(why));
        Assert.That(_seen, Is.Empty);
    }

    private Tuner Sweep(int trials, double gpu, bool isTogether = false) =>
        new(
            "sweep", Trainable.Function("train", async (TrialContext context, Configuration _) =>
            {
                lock (_seen)
                {
                    _seen.Add($"{string.Join(',', context.Gpus)}: {string.Join(',', context.Cards)}");
                    if (_seen.Count == 2)
                    {
                        _both.SetResult();
                    }
                }

                // A card that is free again would be lent again.
                await (isTogether ? _both.Task : Task.CompletedTask);
                await context.ReportAsync(("loss", 1.0));
            }),
            new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "loss", Mode = Mode.Min, Trials = trials, Resources = new Engine.Trials.Resources(1, gpu),
        };

    private async Task<string> RunAsync(FakeGpuDriver? fake, params string[] args)
    {
        if (fake is not null)
        {
            Environment.SetEnvironmentVariable("TUNE_NVML", fake.Library);
        }

        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var book = new ExperimentBook();
        book.Add("some", Sweep(trials: 2, gpu: 1, isTogether: true));
        var cli = new CliContext { Book = book, Out = output, Error = error, Program = "tune" };
        await CliRoot.RunAsync(
            cli, ["run", "sweep", "--no-plots", "--no-view", .. args, "--store", Path.Combine(_folder, "store")]);
        return $"{output}{error}";
    }
}
