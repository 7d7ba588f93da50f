using System.Collections.Immutable;
using CsCheck;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Tests;

/// <summary>Random acts of every kind there is, and who does them.</summary>
internal static class ActGen
{
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 30], Gen.Const("\u00e4 \ud83d\ude00 \n <b>\"quoted\"</b>"));

    private static readonly Gen<TrialId> s_trial = Gen.Int[0, 9].Select(number => new TrialId(number));

    private static readonly Gen<TrialId?> s_subject = Gen.OneOf(
        Gen.Const((TrialId?)null), s_trial.Select(trial => (TrialId?)trial));

    private static readonly Gen<UserAct> s_annotate = Gen.Select(
        s_subject, s_text.Array[0, 3], s_text.Array[0, 3], s_text.Null(), s_text.Null(),
        (trial, set, remove, note, title) => (UserAct)new UserAct.Annotate
        {
            Trial = trial,
            Set = set.Distinct().ToImmutableSortedDictionary(name => name, name => name + name),
            Remove = [.. remove],
            Note = note,
            Title = title,
        });

    public static Gen<UserAct> Any { get; } = Gen.OneOf(
        Gen.Const<UserAct>(new UserAct.Pause()), Gen.Const<UserAct>(new UserAct.Resume()),
        Gen.Const<UserAct>(new UserAct.Stop()),
        s_trial.Select(trial => (UserAct)new UserAct.StopTrial(trial)),
        Gen.Select(Gen.Int[1, 99].Nullable(), Gen.Long[1, long.MaxValue].Nullable(), (trials, ticks) =>
            (UserAct)new UserAct.Extend
            {
                Trials = trials, TimeBudget = ticks is { } some ? TimeSpan.FromTicks(some) : null,
            }),
        Gen.Select(Gen.Double.Where(double.IsFinite), s_text, Gen.Long, (real, text, whole) =>
            (UserAct)new UserAct.Enqueue(Configuration.Of(("x", real), ("t", text), ("n", whole), ("b", true)))),
        s_annotate,
        s_subject.Select(trial => (UserAct)new UserAct.Delete(trial)),
        s_subject.Select(trial => (UserAct)new UserAct.Restore(trial)));

    public static Gen<ActedBy> By { get; } = Gen.Select(
        s_text, s_text, s_text.Null(), (who, via, key) => new ActedBy(who, via, key));
}
