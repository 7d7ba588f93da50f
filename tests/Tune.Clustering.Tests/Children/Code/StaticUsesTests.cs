using System.Globalization;
using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Clustering.Tests.Children.Code;

/// <summary>Static fields that training code uses otherwise than by reading a number.</summary>
[NonParallelizable]
internal sealed class StaticUsesTests
{
    private interface ILogger;

    private interface IRule
    {
        double Factor();
    }

    private sealed class Logger : ILogger;

    private sealed class Rule : IRule
    {
        public double Factor() => Settings.Factor;
    }

    private struct Big
    {
        public int First;
        public double Last;
    }

    private sealed class Options
    {
        private int _epochs;

        public int Epochs => _epochs;

        public void Set(int epochs) => _epochs = epochs;
    }

    private static class Settings
    {
        public static readonly Options Options = new();
        public static readonly Dictionary<string, int> Sizes = [];
        public static int? Epochs;
        public static double Rate;
        public static TimeSpan Pause;
        public static int Layers;
        public static Big Big;
        public static Options? Own;
        public static Func<double, double>? Warm;
        public static ILogger? Log;
        public static double Factor;
        public static int Batch;
        public static HttpClient? Client;

        public static double Private { get; private set; } = 0.5;
    }

    [SetUp]
    public void Reset()
    {
        (Settings.Epochs, Settings.Rate, Settings.Pause, Settings.Layers) = (null, 0, default, 0);
        (Settings.Big, Settings.Own, Settings.Warm, Settings.Factor) = (default, null, null, 0);
        (Settings.Batch, Settings.Log, Settings.Client) = (0, null, null);
        Settings.Options.Set(0);
        Settings.Sizes.Clear();
    }

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("Epochs", () => Settings.Epochs ?? 10, () => Settings.Epochs = 2);
        yield return Case("Epochs value", () => Settings.Epochs.HasValue ? 1 : 0, () => Settings.Epochs = 2);
        yield return Case(
            "Rate", () => Settings.Rate.ToString("F3", CultureInfo.InvariantCulture).Length, () => Settings.Rate = 1);
        yield return Case(
            "Pause", () => Settings.Pause.Multiply(2).TotalDays, () => Settings.Pause = TimeSpan.FromDays(1));
        yield return Case("Layers", () => Settings.Layers.CompareTo(3), () => Settings.Layers = 4);
        yield return Case("Big", () => Sum(in Settings.Big), () => Settings.Big = new Big { First = 1, Last = 2 });
        yield return Case("Own", () => Settings.Own!.Epochs, () => (Settings.Own = new Options()).Set(3));
        yield return Case("Warm", () => Settings.Warm!(1), () => Settings.Warm = rate => rate * 2);
        yield return Case("Options", () => Settings.Options.Epochs, () => Settings.Options.Set(4));
        yield return Case("Sizes", () => Settings.Sizes["a"], () => Settings.Sizes["a"] = 1);
        yield return Case("Factor", Made<Rule>, () => Settings.Factor = 2);
    }

    [TestCaseSource(nameof(Changes))]
    public void Make_WhatIsReadInAnotherWay_IsCompared(string field, Func<double> score, Action change)
    {
        var before = Code(score);
        Assert.That(() => TrainingCode.Make("x", before.Text), Throws.Nothing);
        change();
        Assert.That(
            () => TrainingCode.Make("x", before.Text),
            Throws.TypeOf<CodeException>().With.Message.Contains($"'Settings.{field.Split(' ')[0]}"));
        Assert.That(Code(score).Text, Is.Not.EqualTo(before.Text));
    }

    [Test]
    public void Make_ALoggerOnlyWhereItWasStarted_Runs()
    {
        Settings.Log = new Logger();
        var before = Code(() => Settings.Log is null ? 0 : 1);
        Settings.Log = null;
        Assert.That(() => TrainingCode.Make("x", before.Text), Throws.Nothing);
        Assert.That(before.Uncompared, Is.Empty);
    }

    [Test]
    public void Uncompared_WhatBothSetOrHasALifeOfItsOwn_IsNamed()
    {
        var code = Code(() =>
        {
            if (Settings.Batch == 0)
            {
                Settings.Batch = 10;
            }

            return Settings.Batch + Settings.Client!.Timeout.TotalSeconds;
        });
        Assert.That(code.Uncompared, Is.EqualTo(["'Settings.Batch' (Int32)", "'Settings.Client' (HttpClient)"]));
    }

    [Test]
    public void Of_APrivateSetterThatNobodyCalls_LeavesTheFieldAlone() => Assert.That(
        JsonNode.Parse(Code(() => Settings.Private).Text)!["statics"]!.AsObject(), Is.Empty);

    private static double Sum(in Big big) => big.First + big.Last;

    private static double Made<T>()
        where T : IRule, new() => Run(new T());

    private static double Run(IRule rule) => rule.Factor();

    private static TestCaseData Case(string field, Func<double> score, Action change) =>
        new TestCaseData(field, score, change).SetArgDisplayNames(field);

    private static TrainingCode Code(Func<double> score) => TrainingCode.Of(Trainable.Function(
        "x", async (TrialContext context, Configuration _) => await context.ReportAsync(("score", score()))));
}
