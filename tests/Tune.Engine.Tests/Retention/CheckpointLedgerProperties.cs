using CsCheck;
using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Retention;
using Tune.Engine.Tests.Checkpoints;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Retention;

/// <summary>The ledger against a list that is gone through from one end to the other each time.</summary>
internal sealed class CheckpointLedgerProperties
{
    private static readonly Gen<Step> AnyStep =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 11], Gen.Int[0, 6])
            .Select((kind, trial, content, score) => new Step(kind, new TrialId(trial), content, score));

    private static readonly Gen<CheckpointPolicy> AnyPolicy =
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 4], Gen.Long[0, 60]).Select((last, best, quota) => new CheckpointPolicy
        {
            KeepLast = last, KeepBest = best, QuotaBytes = quota == 0 ? null : quota,
        });

    [Test]
    public void Ledger_AfterAnySteps_IsTheListItStandsFor() => AnyStep.Array[0, 80].Sample(
        steps =>
        {
            var (ledger, list) = Made(steps);

            Assert.That(ledger.All, Is.EqualTo(list.Entries.Select(entry => (entry.Trial, entry.Checkpoint))));
            Assert.That(ledger.Count, Is.EqualTo(list.Entries.Count));
            Assert.That(ledger.Bytes, Is.EqualTo(list.Bytes([])));
            for (var i = 0; i < 12; i++)
            {
                Assert.That(
                    ledger.Holds(Ref(i).Digest), Is.EqualTo(list.Entries.Exists(e => e.Checkpoint == Ref(i))));
                Assert.That(
                    ledger.Of(new TrialId(i)),
                    Is.EqualTo(list.Entries.Where(e => e.Trial.Number == i).Select(e => e.Checkpoint)));
            }
        },
        iter: 2_000);

    [Test]
    public void Surplus_OfAnyPolicy_IsWhatTheRulesSay() =>
        Gen.Select(AnyStep.Array[0, 80], AnyPolicy, Gen.Int[0, 14].Array[0, 4]).Sample(
            (steps, policy, wanted) =>
            {
                var (ledger, list) = Made(steps);
                var surplus = ledger.Surplus(policy, wanted.Select(content => Ref(content).Digest));
                list.Pins.AddRange(wanted.Select(content => Ref(content).Digest));

                Assert.That(surplus, Is.EqualTo(list.Surplus(policy)), "what is wanted counts as pinned");
            },
            iter: 5_000);

    [Test]
    public void Surplus_OnceDropped_IsEmptyAndWhatIsPinnedIsStillThere() =>
        Gen.Select(AnyStep.Array[0, 80], AnyPolicy).Sample(
            (steps, policy) =>
            {
                var (ledger, list) = Made(steps);
                foreach (var (trial, checkpoint) in ledger.Surplus(policy, []))
                {
                    ledger.Remove(trial, checkpoint);
                }

                Assert.That(ledger.Surplus(policy, []), Is.Empty);
                foreach (var entry in list.Entries.Where(entry => list.Pins.Contains(entry.Checkpoint.Digest)))
                {
                    Assert.That(ledger.Holds(entry.Checkpoint.Digest));
                }
            },
            iter: 2_000);

    private static (CheckpointLedger Ledger, NaiveLedger List) Made(Step[] steps)
    {
        var (ledger, list) = (new CheckpointLedger(), new NaiveLedger());
        foreach (var (kind, trial, content, score) in steps)
        {
            var checkpoint = Ref(content);
            switch (kind)
            {
                case < 6:
                    var worth = score == 0 ? Score.Worst : Score.Of(score, Mode.Max);
                    ledger.Add(trial, checkpoint, worth);
                    list.Add(trial, checkpoint, worth);
                    break;
                case < 8:
                    ledger.Remove(trial, checkpoint);
                    list.Entries.RemoveAll(entry => entry.Trial == trial && entry.Checkpoint == checkpoint);
                    break;
                case 8:
                    ledger.Pin(checkpoint.Digest);
                    list.Pins.Add(checkpoint.Digest);
                    break;
                case 9 when list.Pins.Remove(checkpoint.Digest):
                    ledger.Unpin(checkpoint.Digest);
                    break;
                default:
                    break;
            }
        }

        return (ledger, list);
    }

    private static CheckpointRef Ref(int content) => new($"{content:x64}", content + 1, content);

    private readonly record struct Step(int Kind, TrialId Trial, int Content, int Score);
}
