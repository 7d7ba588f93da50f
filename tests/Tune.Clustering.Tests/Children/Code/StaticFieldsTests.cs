using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Clustering.Tests.Children.Code;

/// <summary>The static fields that training code reads.</summary>
[NonParallelizable]
internal sealed class StaticFieldsTests
{
    private sealed record Plan(int Epochs, string[] Layers);

    private enum Kind
    {
        Small,
        Large,
    }

    private static class Settings
    {
        public static int Epochs = 1;
        public static string? Text;
        public static Kind Kind;
        public static double[] Weights = [1];
        public static Plan Plan = new(1, ["a"]);
        public static TimeSpan Pause;
        public static int Count;
        public static int Added;
        public static readonly Guid Id = Guid.NewGuid();

        public static double Rate { get; set; } = 0.1;

        public static double Unread { get; set; }
    }

    // Nobody sets these: were their type begun only to look at them, a whole data set might be loaded.
    private static class Data
    {
        public static int NeverSet = 1;
        public static bool IsLoaded = Load();

        private static bool Load()
        {
            s_loads++;
            return true;
        }
    }

    private static int s_loads;

    private sealed class Box<T>
    {
        public T? Held { get; set; }
    }

    [SetUp]
    public void Reset()
    {
        (Settings.Epochs, Settings.Text, Settings.Kind, Settings.Weights) = (1, null, Kind.Small, [1]);
        (Settings.Plan, Settings.Rate, Settings.Unread) = (new(1, ["a"]), 0.1, 0);
        (Settings.Pause, Settings.Count, Settings.Added) = (default, 0, 0);
    }

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Change("Settings.Epochs", () => Settings.Epochs = 2);
        yield return Change("Settings.Text", () => Settings.Text = "a");
        yield return Change("Settings.Kind", () => Settings.Kind = Kind.Large);
        yield return Change("Settings.Weights", () => Settings.Weights = [2]);
        yield return Change("Settings.Plan", () => Settings.Plan = new(1, ["b"]));
        yield return Change("Settings.Rate", () => Settings.Rate = 0.2);
        yield return Change("Settings.Pause", () => Settings.Pause = TimeSpan.FromSeconds(1));
    }

    [TestCase(typeof(Box<int>), "Box<Int32>.Held")]
    [TestCase(typeof(Box<Dictionary<string, int>>), "Box<Dictionary<String, Int32>>.Held")]
    [TestCase(typeof(Settings), "Settings.Held")]
    public void Short_OfAFieldOfAType_NamesItAsItIsWritten(Type type, string expected) =>
        Assert.That(StaticFields.Short($"{type.AssemblyQualifiedName}|Held"), Is.EqualTo(expected));

    [TestCaseSource(nameof(Changes))]
    public void Make_AStaticFieldHasAnotherValueHere_RefusesAndNamesIt(string field, Action change)
    {
        var before = Code();
        Assert.That(() => TrainingCode.Make("x", before.Text), Throws.Nothing);
        change();
        Assert.Multiple(() =>
        {
            Assert.That(
                () => TrainingCode.Make("x", before.Text), Throws.TypeOf<CodeException>()
                    .With.Message.Contains($"static field '{field}").And.Message.Contains(", which was ")
                    .And.Message.Contains("set the field before that line"));
            Assert.That(Code().Fingerprint, Is.Not.EqualTo(before.Fingerprint));
            Assert.That(CodeDifference.Sentence(before.Text, Code().Text), Does.Contain($"static field '{field}"));
        });
    }

    [Test]
    public void Make_AfterTheCodeHasSetFieldsOfItsOwn_RunsIt()
    {
        var before = Code();
        (Settings.Count, Settings.Added, Settings.Unread) = (7, 7, 7);
        Assert.That(() => TrainingCode.Make("x", before.Text), Throws.Nothing);
    }

    [Test]
    public void Of_FieldsThatNobodySets_LetsTheirTypeBe()
    {
        var code = TrainingCode.Of(Trainable.Function("x", async (TrialContext context, Configuration _) =>
            await context.ReportAsync(("score", Data.NeverSet + (Data.IsLoaded ? 1 : 0)))));
        Assert.That(s_loads, Is.Zero);
        Assert.That(JsonNode.Parse(code.Text)!["statics"]!.AsObject(), Is.Empty);
    }

    private static TestCaseData Change(string field, Action change) =>
        new TestCaseData(field, change).SetArgDisplayNames(field);

    private static TrainingCode Code() => TrainingCode.Of(
        Trainable.Function("x", (TrialContext context, Configuration _) =>
        {
            Settings.Count++;
            Interlocked.Increment(ref Settings.Added);
            return Trainer.TrainAsync(context);
        }));

    private static class Trainer
    {
        public static async Task TrainAsync(TrialContext context) => await context.ReportAsync(
            ("score", Settings.Epochs + (Settings.Text?.Length ?? 0) + (int)Settings.Kind + Settings.Weights[0]),
            ("other", Score() + Settings.Count + Settings.Added + Settings.Id.ToByteArray()[0]));

        private static double Score() =>
            Settings.Plan.Epochs + Settings.Rate + Settings.Pause.TotalSeconds;
    }
}
