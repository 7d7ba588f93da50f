using System.Text.Json;
using CsCheck;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Engine.Tests.Experiments;

internal sealed class SpecJsonTests
{
    private static readonly SpecJson Json = new(SchedulerCatalog.All);

    private static readonly Gen<double> AnyNumber = Gen.OneOf(
        Gen.Double, Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(double.NegativeInfinity),
        Gen.Const(-0.0), Gen.Const(double.Epsilon), Gen.Const(double.MaxValue));

    private static readonly Gen<TimeSpan> AnyTime = Gen.Long.Select(TimeSpan.FromTicks);

    private static readonly Gen<string> AnyText = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 9], Gen.String[0, 5]);

    private static readonly Gen<StopRule> AnyRule = Gen.Recursive<StopRule>((depth, rule) =>
    {
        var many = rule.Array[0, 3].Select(rules => rules);
        var plain = Gen.OneOf<StopRule>(
            Gen.Select(AnyText, AnyNumber.Nullable(), AnyNumber.Nullable(), Gen.Bool)
                .Select((m, low, high, all) => (StopRule)new StopRule.MetricBound(m, low, high, all)),
            Gen.Int.Select(max => (StopRule)new StopRule.IterationLimit(max)),
            AnyTime.Select(max => (StopRule)new StopRule.TrialTimeLimit(max)),
            Gen.Select(AnyText.Null(), AnyNumber, Gen.Int, Gen.Int)
                .Select((m, t, w, g) => (StopRule)new StopRule.TrialPlateau(m, t, w, g)),
            Gen.Select(AnyNumber, Gen.Int, Gen.Int)
                .Select((t, top, p) => (StopRule)new StopRule.ExperimentPlateau(t, top, p)));
        return depth > 2
            ? plain
            : Gen.OneOf(plain, many.Select(rules => Stop.Any(rules)), many.Select(rules => Stop.All(rules)));
    });

    private static readonly Gen<SchedulerOptions> AnyScheduler = Gen.OneOf(
        Gen.Int.Nullable().Select(max => (SchedulerOptions)new FifoOptions { MaxIterations = max }),
        Gen.Select(Gen.Enum<AshaVariant>(), Gen.Int, Gen.Int, Gen.Int, Gen.Int)
            .Select((variant, max, grace, eta, brackets) => (SchedulerOptions)new AshaOptions
            {
                Variant = variant, MaxIterations = max, GracePeriod = grace, ReductionFactor = eta, Brackets = brackets,
            }));

    private static readonly Gen<SearcherOptions> AnySearcher = Gen.OneOf(
        Gen.Const((SearcherOptions)new RandomSearchOptions()),
        Gen.Int.Select(repeats => (SearcherOptions)new GridOptions { Repeats = repeats }));

    private static readonly Gen<ExperimentSpec> AnySpec = Gen
        .Select(
            Gen.Select(AnyScheduler, AnySearcher, AnyRule.Null(), Gen.Enum<Mode>(), AnyText, Gen.ULong),
            Gen.Select(
                Gen.Int.Nullable(), AnyTime.Nullable(), AnyTime, Gen.Int, Gen.Long.Nullable(), Gen.Bool, AnyNumber),
            Gen.Double[-1e300, 1e300])
        .Select((parts, numbers, x) => new ExperimentSpec
        {
            Name = parts.Item5,
            Trainable = parts.Item5,
            Space = new SearchSpace().Uniform("x", 0, 1).Grid("n", 1, 2),
            Objective = new Objective(parts.Item5, parts.Item4),
            FurtherObjectives = numbers.Item6 ? [new Objective(parts.Item5, parts.Item4)] : [],
            Constraints = numbers.Item6
                ? [new MetricConstraint(parts.Item5) { AtMost = x, AtLeast = numbers.Item7 }] : [],
            Scheduler = parts.Item1,
            Searcher = parts.Item2,
            Stop = parts.Item3,
            Seed = parts.Item6,
            Trials = numbers.Item1,
            MaxConcurrent = numbers.Item1,
            TimeBudget = numbers.Item2,
            Resources = new Resources(numbers.Item7, numbers.Item4, numbers.Item5),
            PointsToEvaluate = numbers.Item6 ? [Configuration.Of(("x", x)), Configuration.Of(("n", 2))] : [],
            Failure = new FailurePolicy(numbers.Item4, numbers.Item6)
            {
                MaxLosses = numbers.Item4, AbortWhenFirstFail = numbers.Item4,
            },
            Limits = new TrialLimits { NoProgress = numbers.Item2, StopGrace = numbers.Item3 },
            Checkpoints = new CheckpointPolicy
            {
                EveryIterations = numbers.Item4, EveryInterval = numbers.Item3, KeepLast = numbers.Item4,
                KeepBest = numbers.Item4, QuotaBytes = numbers.Item5,
            },
        });

    [Test]
    public void Write_ThenRead_GivesEveryOptionBack() => AnySpec.Sample(
        spec =>
        {
            var read = Json.Read(Json.Write(spec));

            Assert.That(Json.Write(read), Is.EqualTo(Json.Write(spec)));
            Assert.That(read.Space.Fingerprint, Is.EqualTo(spec.Space.Fingerprint));
            Assert.That(read.PointsToEvaluate, Is.EqualTo(spec.PointsToEvaluate));
            Assert.That(read.FurtherObjectives, Is.EqualTo(spec.FurtherObjectives));
            Assert.That(read.Constraints, Is.EqualTo(spec.Constraints));
            var same = read with
            {
                Space = spec.Space, PointsToEvaluate = spec.PointsToEvaluate,
                FurtherObjectives = spec.FurtherObjectives, Constraints = spec.Constraints,
            };
            Assert.That(same, Is.EqualTo(spec), "all else is compared option by option");
        },
        iter: 1_000);

    [Test]
    public void Rules_WrittenAndRead_AreKeptAndAbsentInOldSpecs()
    {
        // Stop rules that combine others have a property of that name too.
        var spec = AnySpec.Single() with { Rules = null, Stop = null };

        Assert.That(Json.Write(spec), Does.Not.Contain("\"rules\":").IgnoreCase);
        Assert.That(Json.Read(Json.Write(spec)).Rules, Is.Null);
        Assert.That(Json.Read(Json.Write(spec with { Rules = 1 })).Rules, Is.EqualTo(1));
    }

    [Test]
    public void Write_AndReadWithItsPropertiesTurnedRound_IsTheSame()
    {
        var spec = new Scenario(some => some with
        {
            Scheduler = new AshaOptions { MaxIterations = 9 },
            Searcher = new RandomSearchOptions(),
            Stop = Stop.Any(Stop.When("acc", atLeast: 0.5), Stop.AfterTrialTime(TimeSpan.FromMinutes(3))),
        }).Spec;
        using var document = JsonDocument.Parse(Json.Write(spec));

        Assert.That(Json.Write(Json.Read(TurnedRound(document.RootElement))), Is.EqualTo(Json.Write(spec)));
    }

    [TestCase("null", "null")]
    [TestCase("5", "JSON")]
    [TestCase("{}", "required")]
    [TestCase("""{"mode":1}""", "mode")]
    [TestCase("""{"scheduler":null}""", "scheduler")]
    [TestCase("""{"scheduler":[]}""", "must be an object")]
    [TestCase("""{"scheduler":{"maxIterations":3}}""", "'algorithm'")]
    [TestCase("""{"scheduler":{"algorithm":3}}""", "'algorithm'")]
    [TestCase("""{"scheduler":{"algorithm":"nosuch"}}""", "'nosuch' is not known")]
    [TestCase("""{"scheduler":{"algorithm":"random"}}""", "'random' is not known")]
    [TestCase("""{"scheduler":{"algorithm":"asha","eta":3}}""", "'asha' has no option 'eta'; it has variant,")]
    [TestCase("""{"scheduler":{"algorithm":"time-sharing","turn":2}}""", "'time-sharing' needs the option 'inner'")]
    [TestCase("""{"searcher":{"algorithm":"repeat","inner":{"algorithm":"tpe","eta":1}}}""", "'tpe' has no option")]
    [TestCase("""{"searcher":{"algorithm":"repeat","inner":{"algorithm":"asha"}}}""", "'asha' is not known")]
    [TestCase("""{"searcher":{"algorithm":"random","seed":1}}""", "'random' has no option 'seed'; it has none")]
    [TestCase("""{"scheduler":{"algorithm":"asha","maxIterations":3,"maxIterations":4}}""", "twice")]
    [TestCase("""{"scheduler":{"algorithm":"asha","maxIterations":3,"variant":1}}""", "variant")]
    [TestCase("""{"objective":{"metric":"acc"}}""", "mode")]
    [TestCase("""{"objective":{"metric":"acc","mode":"best"}}""", "mode")]
    [TestCase("""{"objective":{"metric":null,"mode":"max"}}""", "metric")]
    [TestCase("""{"name":"a","name":"b"}""", "name")]
    [TestCase("""{"nosuch":1}""", "nosuch")]
    public void Read_WhatIsNoSpec_IsRefusedWithTheReason(string json, string reason)
    {
        var problem = Assert.Throws<JsonException>(() => Json.Read(json));

        Assert.That(problem.Message, Does.Contain(reason).IgnoreCase);
    }

    private static string TurnedRound(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject().Reverse()
            .Select(property => $"\"{property.Name}\":{TurnedRound(property.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(TurnedRound)) + "]",
        _ => element.GetRawText(),
    };
}
