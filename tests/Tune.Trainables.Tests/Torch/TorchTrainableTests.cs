using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Trials;
using Tune.Trainables.Torch;
using Tune.Trainables.Torch.Checkpoints;
using Tune.Trainables.Torch.Classification;
using static TorchSharp.torch;

namespace Tune.Trainables.Tests.Torch;

/// <summary>Torch code as the node runs it.</summary>
internal sealed class TorchTrainableTests : TrialFixture
{
    private static readonly ClassifierConfig Config = new(ClassifierModel.Mlp, 3e-3, 64, 32, 0.3, 1e-4);

    private readonly List<RecordingChannel> _channels = [];

    [Test]
    public async Task Run_PausedAndResumed_ReportsBitwiseWhatAnUnbrokenTrialReports()
    {
        Assignment = Assignment with { Config = SearchSpace.Unbind(Config), Seed = 3 };
        var straight = await Train(Assignment, pauseAt: 4);
        var first = await Train(Assignment, pauseAt: 2);
        var second = await Train(From(first), pauseAt: 4);

        Assert.That(straight, Has.Count.EqualTo(4));
        Assert.That(
            first.Concat(second).Select(report => report.Metrics),
            Is.EqualTo(straight.Select(report => report.Metrics)));
    }

    [Test]
    public async Task Run_OfAClone_TakesTheWeightsButItsOwnRateAndChance()
    {
        Assignment = Assignment with { Config = SearchSpace.Unbind(Config), Seed = 3 };
        var parent = await Train(Assignment, pauseAt: 2);
        var parentGoesOn = await Train(From(parent), pauseAt: 3);

        var otherSeed = await Train(From(parent) with { Seed = 4 }, pauseAt: 3);
        var still = SearchSpace.Unbind(Config with { LearningRate = 1e-12 });
        var standing = await Train(From(parent) with { Seed = 4, Config = still }, pauseAt: 3);

        Assert.Multiple(() =>
        {
            Assert.That(otherSeed[0].Metrics, Is.Not.EqualTo(parentGoesOn[0].Metrics));
            // A rate of nothing leaves the parent's weights, so the judgement must be the parent's last.
            Assert.That(Value(standing[0], "val_accuracy"), Is.EqualTo(Value(parent[1], "val_accuracy")));
            Assert.That(Value(standing[0], "val_loss"), Is.EqualTo(Value(parent[1], "val_loss")).Within(1e-5));
        });
    }

    [Test]
    public async Task Run_GpuThatIsNotThere_FailsWithWhatToDo() =>
        Failed(
            await Run(TorchTrainables.Class("some", () => new Leaky("cuda:999"))),
            FailureKind.Exception, "-p:Torch=cuda");

    [Test]
    public async Task Run_TensorsLeftLying_AreFreedAfterEachIteration()
    {
        var trainable = new Leaky("cpu");

        await Run(TorchTrainables.Class("some", () => trainable));

        Assert.That(trainable.Counts[^1], Is.EqualTo(trainable.Counts[0]));
        Assert.That(trainable.Threads, Is.EqualTo(1));
    }

    [Test]
    public void Class_Always_AsksForAProcessOfItsOwn() =>
        Assert.That(
            TorchTrainables.Class("some", ClassifierTrainable.OnDigits).Isolation, Is.EqualTo(Isolation.Process));

    private static double Value(TrialReport report, string metric) =>
        report.Metrics.TryGet(metric, out var value) ? value : double.NaN;

    private TrialAssignment From(IReadOnlyList<TrialReport> reports) => Assignment with
    {
        From = reports[^1].CheckpointFolder, FromIteration = reports[^1].Iteration,
    };

    private async Task<IReadOnlyList<TrialReport>> Train(TrialAssignment assignment, int pauseAt)
    {
        var channel = new RecordingChannel
        {
            Answer = report => report.Iteration < pauseAt
                ? RecordingChannel.Continue(pauseAt) : new TrialAnswer(Leaving.Pause, pauseAt),
        };
        _channels.Add(channel);
        var outcome = await TorchTrainables.Class("digits", ClassifierTrainable.OnDigits).Create()
            .RunAsync(assignment with { Milestone = pauseAt }, channel, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>(), outcome.ToString());
        return channel.Reports;
    }

    [TearDown]
    public void DisposeChannels()
    {
        _channels.ForEach(channel => channel.Dispose());
        _channels.Clear();
    }

    private sealed class Leaky(string device) : TorchTrainable<Configuration>(device)
    {
        public List<long> Counts { get; } = [];

        public int Threads { get; private set; }

        protected override TorchTraining Build(Configuration config) => new(nn.Linear(2, 2));

        protected override MetricSet? Train()
        {
            Threads = get_num_threads();
            Counts.Add(Tensor.TotalCount);
            _ = ones(10).add(1);
            return Counts.Count < 5 ? MetricSet.Of(("loss", 1.0)) : null;
        }
    }
}
