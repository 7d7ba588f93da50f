using Tune.Cli.Catalog;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Cli.Catalog;

internal sealed class ExperimentBookTests
{
    [Test]
    public void Add_OneTrainableForTwoExperiments_IsOfferedOnce()
    {
        var training = Trainable.Function<Width>("train", TrainAsync);
        var book = Book(training, training);

        Assert.That(book.Pages.Select(page => page.Tuner.Name), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(book.Trainables.Select(trainable => trainable.Name), Is.EqualTo(new[] { "train" }));
    }

    [TestCaseSource(nameof(Same))]
    public void Add_TheSameTrainingCodeMadeTwice_IsOfferedOnce(Func<TrainableDefinition> make) =>
        Assert.That(Book(make(), make()).Trainables.Count(), Is.EqualTo(1));

    [TestCaseSource(nameof(Different))]
    public void Add_OtherTrainingCodeOfOneName_IsRefusedNamingBothExperiments(Func<int, TrainableDefinition> make) =>
        Assert.That(() => Book(make(1), make(2)), Throws.InstanceOf<InvalidOperationException>().With.Message.EqualTo(
            "The experiments 'one' and 'two' of this program have different trainables of the one name 'train'. Give "
            + "one of them another name, or share one trainable between them."));

    [Test]
    public void Add_TwoExperimentsWithoutTrainingCode_AreBothOffered()
    {
        var book = new ExperimentBook();
        book.Add("", new Tuner<Width>("one") { Metric = "loss" });
        book.Add("", new Tuner<Width>("two") { Metric = "loss" });

        Assert.That(book.Trainables.Count(), Is.EqualTo(1));
    }

    private static IEnumerable<Func<TrainableDefinition>> Same() =>
    [
        () => Trainable.Function<Width>("train", TrainAsync),
        () => Trainable.Function<Width>("train", (_, _) => Task.CompletedTask),
        () => Trainable.Class("train", () => new Nothing(3)),
        () => Trainable.Command("train", "python3", "train.py"),
    ];

    private static IEnumerable<Func<int, TrainableDefinition>> Different() =>
    [
        which => which == 1 ? Trainable.Function<Width>("train", TrainAsync)
            : Trainable.Function<Width>("train", TrainOtherwiseAsync),
        which => Trainable.Class("train", () => new Nothing(which)),
        which => Trainable.Command("train", "python3", $"train{which}.py"),
        which => Trainable.Function<Width>("train", TrainAsync) with { Isolation = (Isolation)(which - 1) },
    ];

    private static ExperimentBook Book(TrainableDefinition one, TrainableDefinition two)
    {
        var book = new ExperimentBook();
        book.Add("", new Tuner<Width>("one", one) { Metric = "loss" });
        book.Add("", new Tuner<Width>("two", two) { Metric = "loss" });
        return book;
    }

    private static Task TrainAsync(TrialContext context, Width config) => Task.CompletedTask;

    private static Task TrainOtherwiseAsync(TrialContext context, Width config) => Task.CompletedTask;

    private sealed record Width([Choice(16, 32)] int Value);

    private sealed class Nothing(int steps) : StepTrainable<Width>
    {
        protected override void Setup(Width config)
        {
        }

        protected override MetricSet? Step() => steps > 0 ? null : [];
    }
}
