using Tune.Clustering.Children.Code;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Trials;
using Tune.Trainables;

namespace Tune.Clustering.Tests.Children.Code;

internal sealed class TrainingCodeTests
{
    private sealed record Options(int Epochs, string[] Layers, IReadOnlyDictionary<string, double> Weights);

    private sealed class Trainer(double score)
    {
        public Task TrainAsync(TrialContext context, Configuration config) =>
            context.ReportAsync(("score", score));
    }

    [Test]
    public void Of_TheSameCodeMadeTwice_IsTheSameText() => Assert.That(
        TrainingCode.Of(Scored("x", 0.5)).Text, Is.EqualTo(TrainingCode.Of(Scored("x", 0.5)).Text));

    [Test]
    public void Of_OneNameAndOtherCode_Differs()
    {
        var texts = new[]
        {
            Scored("x", 0.5), Scored("x", 0.6), Trainable.Function("x", Half), Trainable.Function("x", OtherHalf),
            Trainable.Function("x", new Trainer(0.5).TrainAsync), Trainable.Function("x", new Trainer(0.6).TrainAsync),
            Trainable.Command("x", "true"), Trainable.Command("x", "true", "--fast"),
            Optioned(new Options(3, ["a"], new Dictionary<string, double>())),
            Optioned(new Options(3, ["b"], new Dictionary<string, double>())),
            Optioned(new Options(3, ["a"], new Dictionary<string, double> { ["w"] = 1 })),
        }.Select(definition => TrainingCode.Of(definition).Fingerprint);
        Assert.That(texts, Is.Unique);
    }

    [Test]
    public async Task Make_FromTheText_RunsTheCodeWithWhatItHadCaptured()
    {
        var options = new Options(3, ["a", "bc"], new Dictionary<string, double> { ["w"] = 0.25 });
        foreach (var (definition, expected) in new[]
        {
            (Scored("x", 0.5), 0.5), (Trainable.Function("x", Half), 0.5),
            (Trainable.Function("x", new Trainer(0.75).TrainAsync), 0.75), (Optioned(options), 3 + 3 + 0.25),
        })
        {
            var code = TrainingCode.Of(definition);
            Assert.That(code.IsPortable, code.IsPortable ? "" : code.WhyNotPortable());
            using var folder = new TrialFolder();
            using var channel = new RecordingChannel();
            var made = TrainingCode.Make("x", code.Text).Create();
            var outcome = await made.RunAsync(folder.Assignment, channel, default);
            Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
            Assert.That(channel.Reports.Single().Metrics.TryGet("score", out var score) ? score : -1,
                Is.EqualTo(expected));
        }
    }

    [Test]
    public void Of_SomethingWithALifeOfItsOwn_SaysWhatCannotBeTold()
    {
        using var client = new HttpClient();
        var rate = 0.5;
        var code = TrainingCode.Of(Trainable.Function("x", async (TrialContext context, Configuration _) =>
            await context.ReportAsync(("score", rate * client.Timeout.TotalSeconds))));
        Assert.Multiple(() =>
        {
            Assert.That(code.IsPortable, Is.False);
            Assert.That(code.WhyNotPortable(), Does.Contain("client' (HttpClient)"));
            Assert.That(() => TrainingCode.Make("x", code.Text), Throws.TypeOf<CodeException>());
        });
    }

    [Test]
    public void Of_AWholeDataSet_IsNotToldNumberByNumber()
    {
        var data = new float[1_000_000];
        var code = TrainingCode.Of(Trainable.Function("x", async (TrialContext context, Configuration _) =>
            await context.ReportAsync(("score", data[^1]))));
        Assert.That(code.Text, Has.Length.LessThan(10_000));
        Assert.That(code.WhyNotPortable(), Does.Contain("data' (Single[])"));
    }

    [Test]
    public void Make_OfAnotherBuild_Refuses()
    {
        var text = TrainingCode.Of(Trainable.Function("x", Half)).Text;
        var build = typeof(TrainingCodeTests).Module.ModuleVersionId.ToString("N");
        var older = text.Replace(build, Guid.Empty.ToString("N"), StringComparison.Ordinal);
        Assert.That(older, Is.Not.EqualTo(text));
        Assert.That(() => TrainingCode.Make("x", older),
            Throws.TypeOf<CodeException>().With.Message.Contains("another build"));
        Assert.That(CodeDifference.Sentence(older, text), Does.Contain("another build"));
    }

    [Test]
    public void Difference_OfMethodAndOfACapturedValue_NamesThem()
    {
        Assert.That(
            CodeDifference.Sentence(Text(Trainable.Function("x", Half)), Text(Trainable.Function("x", OtherHalf))),
            Does.Contain(nameof(Half)).And.Contain("here it is").And.Contain(nameof(OtherHalf)));
        Assert.That(
            CodeDifference.Sentence(Text(Scored("x", 0.5)), Text(Scored("x", 0.6))),
            Does.Contain("score' was 0.5 where").And.Contain("is 0.6 here"));
    }

    private static string Text(TrainableDefinition definition) => TrainingCode.Of(definition).Text;

    private static TrainableDefinition Scored(string name, double score) =>
        Trainable.Function(name, async (TrialContext context, Configuration _) =>
            await context.ReportAsync(("score", score)));

    private static TrainableDefinition Optioned(Options options) =>
        Trainable.Function("x", async (TrialContext context, Configuration _) => await context.ReportAsync(
            ("score", options.Epochs + options.Layers.Sum(layer => layer.Length) + options.Weights.Values.Sum())));

    private static Task Half(TrialContext context, Configuration config) =>
        context.ReportAsync(("score", 0.5));

    private static Task OtherHalf(TrialContext context, Configuration config) =>
        context.ReportAsync(("score", -0.5));
}
