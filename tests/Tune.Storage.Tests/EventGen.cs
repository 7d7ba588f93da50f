using System.Collections.Immutable;
using System.Reflection;
using CsCheck;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

/// <summary>
/// Random events of every kind there is. The kinds are found by reflection, so that one added to the engine is drawn
/// here without being asked for.
/// </summary>
internal static class EventGen
{
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.String[0, 20], Gen.String[Gen.Char.AlphaNumeric, 0, 30], Gen.Const("half \ud83d a pair"));

    private static readonly Gen<string> s_name = Gen.String[Gen.Char['a', 'e'], 1, 2];

    private static readonly Gen<int> s_int = Gen.OneOf(Gen.Int[0, 200], Gen.Int);

    private static readonly Gen<Moment> s_moment = Gen.OneOf(
        Gen.Const(Some.At(5)),
        Gen.Select(
            Gen.Long[0, 100_000], Gen.Long[0, 100_000], (utc, active) => new Moment(Some.At(utc).UtcTicks, active)),
        Gen.Select(Gen.Long, Gen.Long, (utc, active) => new Moment(utc, active)));

    private static readonly Gen<double> s_number = Gen.OneOf(
        Gen.Double, Gen.Double.Special, Gen.Int.Select(value => (double)value),
        Gen.Float.Select(value => (double)value), Gen.Const(-0.0), Gen.Const(double.NaN));

    private static readonly Gen<TrialId> s_trial =
        Gen.OneOf(Gen.Int[0, 3], Gen.Int).Select(number => new TrialId(number));

    private static readonly Gen<CheckpointRef> s_checkpoint = Gen.Select(
        Gen.OneOf(Gen.Byte.Array[32].Select(Convert.ToHexStringLower), s_text), Gen.Long, s_int,
        (digest, bytes, iteration) => new CheckpointRef(digest, bytes, iteration));

    private static readonly Gen<MetricSet> s_metrics = s_name.Array[0, 6].SelectMany(names => s_number
        .Array[names.Length].Select(values => MetricSet.Of([.. names
            .Zip(values, (name, value) => new MetricValue(name, value))
            .DistinctBy(metric => metric.Name)])));

    private static readonly Gen<Configuration> s_config = s_name.Array[0, 6].SelectMany(names => Gen.OneOf(
            Gen.Double.Where(double.IsFinite).Select(ParameterValue.Real), Gen.Long.Select(ParameterValue.Integer),
            s_text.Select(ParameterValue.Text), Gen.Bool.Select(ParameterValue.Boolean),
            Gen.Const(ParameterValue.Null)).Array[names.Length]
        .Select(values => Configuration.Of([.. names.Zip(values).DistinctBy(entry => entry.First)])));

    private static readonly Gen<Decision> s_decision = Gen.OneOf(
        Gen.Const<Decision>(Decision.Continue.Instance),
        Gen.Const<Decision>(Decision.Pause.Instance),
        Gen.Select(Gen.Enum<StopReason>(), s_text, (reason, why) => (Decision)new Decision.Stop(reason, why)),
        Gen.Select(s_trial, s_checkpoint, s_config,
            (donor, from, to) => (Decision)new Decision.CloneFrom(donor, from, to)));

    private static readonly Gen<AttemptOutcome> s_outcome = Gen.OneOf(
        Gen.Const<AttemptOutcome>(AttemptOutcome.Completed.Instance),
        Gen.Const<AttemptOutcome>(AttemptOutcome.Obeyed.Instance),
        Gen.Const<AttemptOutcome>(AttemptOutcome.Interrupted.Instance),
        s_text.Select(why => (AttemptOutcome)new AttemptOutcome.Lost(why)),
        Gen.Select(Gen.Enum<FailureKind>(), s_text, s_text,
            (kind, message, tail) => (AttemptOutcome)new AttemptOutcome.Failed(kind, message, tail)));

    private static readonly Gen<ProgramRecord> s_program = Gen.Select(
        s_name, s_name, Gen.Bool.Nullable(), s_name.Array[0, 3],
        (name, version, isDirty, names) => new ProgramRecord
        {
            Name = name,
            Version = version,
            IsDirty = isDirty,
            Packages = names.Distinct().ToImmutableSortedDictionary(each => each, _ => version),
            Gpus = [.. names],
        });

    private static readonly Gen<SlotSet> s_slots = s_int.Array[1, 4].Select(slots => SlotSet.Of(slots));

    private static readonly Gen<NodeShare> s_share = Gen.Select(
        s_text, s_slots, Gen.OneOf(
            Gen.Const((Resources?)null), Gen.Int[1, 8].Select(gpu => (Resources?)new Resources(gpu, gpu))),
        (node, slots, each) => new NodeShare(node, slots, each));

    private static readonly Gen<Allocation> s_where = s_share.Array[0, 3].Select(
        parts => Allocation.Of(parts.DistinctBy(part => part.Node)));

    private static readonly Dictionary<Type, Gen<object?>> s_parts = new()
    {
        [typeof(bool)] = Gen.Bool.Select(value => (object?)value),
        [typeof(UserAct)] = ActGen.Any.Select(value => (object?)value),
        [typeof(ActedBy)] = ActGen.By.Select(value => (object?)value),
        [typeof(Moment)] = s_moment.Select(value => (object?)value),
        [typeof(ExperimentSpec)] = Gen.ULong.Select(mood => (object?)Some.Spec("some", mood)),
        [typeof(Term)] = s_int.Select(number => (object?)new Term(number)),
        [typeof(string)] = s_text.Select(value => (object?)value),
        [typeof(int)] = s_int.Select(value => (object?)value),
        [typeof(bool?)] = Gen.Bool.Select(value => (object?)value),
        [typeof(ulong)] = Gen.ULong.Select(value => (object?)value),
        [typeof(TrialId)] = s_trial.Select(value => (object?)value),
        [typeof(Attempt)] = s_int.Select(number => (object?)new Attempt(number)),
        [typeof(Allocation)] = s_where.Select(value => (object?)value),
        [typeof(SlotSet)] = s_int.Array[0, 4].Select(slots => (object?)SlotSet.Of(slots)),
        [typeof(ProgramRecord)] = s_program.Select(value => (object?)value),
        [typeof(Configuration)] = s_config.Select(value => (object?)value),
        [typeof(CheckpointRef)] = s_checkpoint.Select(value => (object?)value),
        [typeof(MetricSet)] = s_metrics.Select(value => (object?)value),
        [typeof(Decision)] = s_decision.Select(value => (object?)value),
        [typeof(AttemptOutcome)] = s_outcome.Select(value => (object?)value),
        [typeof(TrialStatus)] = Gen.Enum<TrialStatus>().Select(value => (object?)value),
        [typeof(ExperimentStatus)] = Gen.Enum<ExperimentStatus>().Select(value => (object?)value),
    };

    /// <summary>Every kind of event.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
    [
        .. typeof(ExperimentEvent).GetNestedTypes()
            .Where(type => type.IsSubclassOf(typeof(ExperimentEvent)))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    public static Gen<ExperimentEvent> Any { get; } = Gen.OneOf([.. Kinds.Select(Of)]);

    public static Gen<ExperimentEvent> Of(Type kind)
    {
        var constructor = kind.GetConstructors().Single(each => each.GetParameters().Length > 0);
        var nullability = new NullabilityInfoContext();
        return constructor.GetParameters()
            .Select(parameter => nullability.Create(parameter).WriteState == NullabilityState.Nullable
                ? Gen.OneOf(s_parts[parameter.ParameterType], Gen.Const((object?)null))
                : s_parts[parameter.ParameterType])
            .Aggregate(
                Gen.Const(Array.Empty<object?>()),
                (before, part) => before.SelectMany(given => part.Select(value => (object?[])[.. given, value])))
            .Select(arguments => (ExperimentEvent)constructor.Invoke(arguments));
    }
}
