using Tune.Bytes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.Journal;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

/// <summary>
/// The bytes on the disk, written out. A failure here means that journals written before can no longer be read: give
/// the new form a new number instead.
/// </summary>
internal sealed class EventCodecTests
{
    private static readonly Moment s_at = new(1000, 1000);
    private static readonly TrialId s_trial = new(3);
    private static readonly Attempt s_attempt = new(2);
    private static readonly CheckpointRef s_checkpoint = new("00ff" + new string('1', 60), 300, 9);

    private static IEnumerable<TestCaseData> Golden()
    {
        const string at = "D00F00";
        const string reference = "0000FF" + Ones + "D80412";
        yield return Case(
            new ExperimentEvent.Reported(s_at, s_trial, s_attempt, 5, 5, MetricSet.Of(("a", 0.1), ("b", 7))),
            "01" + "0202610262" + "08" + at + "06040A00" + "01" + "08" + "9A9999999999B93F" + "0E");
        yield return Case(
            new ExperimentEvent.Decided(s_at, s_trial, s_attempt, 5, 6, Decision.Continue.Instance, 0x1122),
            "00" + "0B" + at + "06040A0C" + "2211000000000000");
        yield return Case(
            new ExperimentEvent.Decided(s_at, s_trial, s_attempt, 5, 6, Decision.Pause.Instance, 0x1122),
            "00" + "0C" + at + "06040A0C" + "2211000000000000");
        yield return Case(
            new ExperimentEvent.Decided(
                s_at, s_trial, s_attempt, 5, 6, new Decision.Stop(StopReason.Rule, "why"), 0x1122),
            "00" + "0D" + at + "06040A0C" + "2211000000000000" + "02" + "06776879");
        yield return Case(
            new ExperimentEvent.Decided(s_at, s_trial, s_attempt, 5, 6, new Decision.CloneFrom(
                new TrialId(1), s_checkpoint, Configuration.Of(("x", 1L))), 0x1122),
            "01" + "010278" + "0E" + at + "06040A0C" + "2211000000000000" + "02" + reference + "01" + "0202");
        yield return Case(
            new ExperimentEvent.CheckpointSaved(s_at, s_trial, s_attempt, s_checkpoint),
            "0009" + at + "0604" + reference);
        yield return Case(
            new ExperimentEvent.CheckpointDropped(s_at, s_trial, s_checkpoint), "000A" + at + "06" + reference);
        yield return Case(
            new ExperimentEvent.TrialProposed(
                s_at, s_trial, Configuration.Of(("x", 0.5), ("y", "t"), ("z", true), ("w", false))),
            "01" + "0402780279027A0277" + "06" + at + "06" + "01" + "01000000000000E03F" + "030274" + "05" + "04");
        yield return Case(
            new ExperimentEvent.AttemptStarted(s_at, s_trial, s_attempt, Allocation.On("n", 4), s_checkpoint),
            "0007" + at + "0604" + "026E" + "08" + "01" + reference);
        yield return Case(
            new ExperimentEvent.AttemptStarted(s_at, s_trial, s_attempt, Allocation.On("n", 4), null),
            "0007" + at + "0604" + "026E" + "08" + "00");
        yield return Case(
            new ExperimentEvent.TrialEnded(s_at, s_trial, TrialStatus.Stopped, "w"), "0010" + at + "06" + "040277");
        yield return Case(
            new ExperimentEvent.CheckpointLost(s_at, s_trial, s_attempt, s_checkpoint, null, "w"),
            "0015" + at + "0604" + reference + "00" + "0277");
        yield return Case(
            new ExperimentEvent.CheckpointLost(s_at, s_trial, s_attempt, s_checkpoint, s_checkpoint, "w"),
            "0015" + at + "0604" + reference + "01" + reference + "0277");
        yield return Case(
            new ExperimentEvent.MessageRefused(s_at, s_trial, s_attempt, "w"), "0011" + at + "0604" + "0277");
        yield return Case(
            new ExperimentEvent.SessionOpened(s_at, new Term(9), "h", 12), "0003" + at + "12" + "0268" + "18");
        yield return Case(new ExperimentEvent.DrainStarted(s_at), "0004" + at);
        yield return Case(new ExperimentEvent.SessionClosed(s_at), "0005" + at);
        yield return Case(new ExperimentEvent.Paused(s_at), "0012" + at);
        yield return Case(new ExperimentEvent.Resumed(s_at), "0013" + at);
        yield return Case(
            new ExperimentEvent.Ended(s_at, ExperimentStatus.Failed, "w"), "0014" + at + "04" + "0277");
    }

    private static IEnumerable<TestCaseData> GoldenEnds()
    {
        const string at = "D00F00";
        foreach (var (outcome, bytes) in (IEnumerable<(AttemptOutcome, string)>)
        [
            (AttemptOutcome.Completed.Instance, "00"), (AttemptOutcome.Obeyed.Instance, "01"),
            (AttemptOutcome.Interrupted.Instance, "02"),
            (new AttemptOutcome.Failed(FailureKind.Hang, "m", "l"), "0302026D026C"),
            (new AttemptOutcome.Lost("w"), "040277"),
        ])
        {
            yield return Case(
                new ExperimentEvent.AttemptEnded(s_at, s_trial, s_attempt, outcome), "000F" + at + "0604" + bytes);
            yield return Case(
                new ExperimentEvent.AttemptEnded(s_at, s_trial, s_attempt, outcome, Parked: false),
                "0018" + at + "0604" + bytes);
            yield return Case(
                new ExperimentEvent.AttemptEnded(s_at, s_trial, s_attempt, outcome, Parked: true),
                "0019" + at + "0604" + bytes);
        }
    }

    private static IEnumerable<TestCaseData> GoldenSlots()
    {
        const string at = "D00F00";
        yield return Case(
            new ExperimentEvent.AttemptStarted(s_at, s_trial, s_attempt, Allocation.On("n", 4, 7, 5), null),
            "0016" + at + "0604" + "026E" + "08" + "00" + "020A0E");
        yield return Case(
            new ExperimentEvent.SlotsHeld(s_at, "n", SlotSet.Of(0, 1, 4)), "0017" + at + "026E" + "03000208");
    }

    private static IEnumerable<TestCaseData> GoldenOfTheSecondForm()
    {
        const string at = "D00F00";
        yield return Case(new ExperimentEvent.Beat(s_at), "001B" + at);
        yield return Case(
            new ExperimentEvent.TrialReopened(s_at, s_trial, Configuration.Of(("x", 0.5)), null),
            "01" + "010278" + "1D" + at + "06" + "01" + "01000000000000E03F" + "00");
        yield return Case(
            new ExperimentEvent.AttemptStarted(
                s_at, s_trial, s_attempt,
                Allocation.Of([new NodeShare("n", SlotSet.Of(4)), new NodeShare("m", SlotSet.Of(0, 1))]), null),
            "001A" + at + "0604" + "02" + "026E" + "0108" + "00" + "026D" + "020002" + "00" + "00");
        yield return Case(
            new ExperimentEvent.ProgramSeen(s_at, new ProgramRecord { Name = "p" }),
            "001C" + at + "8A02" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(
                "{'Name':'p','Version':'','Build':'','Commit':'','IsDirty':null,'Packages':null,'Runtime':'',"
                    .Replace('\'', '"')
                + "'OperatingSystem':'','Host':'','Gpus':[]}".Replace('\'', '"'))));
    }

    private static IEnumerable<TestCaseData> GoldenActs()
    {
        const string at = "D00F00";
        yield return Case(
            new ExperimentEvent.Acted(s_at, new UserAct.StopTrial(s_trial), new ActedBy("w", "v", "k")),
            "001E" + at + Json("{'act':'stop-trial','trial':3}") + "0277" + "0276" + "01" + "026B");
        yield return Case(
            new ExperimentEvent.Acted(
                s_at, new UserAct.Annotate { Set = TagSet.Empty.Add("a", "b"), Note = "n" }, new ActedBy("w", "v")),
            "001E" + at + Json("{'act':'annotate','set':{'a':'b'},'remove':[],'note':'n'}") + "0277" + "0276" + "00");
        yield return Case(
            new ExperimentEvent.Acted(
                s_at, new UserAct.Enqueue(Configuration.Of(("x", 0.5))), new ActedBy("w", "v")),
            "001E" + at + Json("{'act':'enqueue','config':{'x':0.5}}") + "0277" + "0276" + "00");
        yield return Case(
            new ExperimentEvent.TrialProposed(s_at, s_trial, Configuration.Of(("x", 0.5)), ByHand: true),
            "01" + "010278" + "1F" + at + "06" + "01" + "01000000000000E03F");
    }

    private static string Json(string text)
    {
        var to = new ByteWriter();
        to.Text(text.Replace('\'', '"'));
        return Convert.ToHexString(to.Written);
    }

    private static TestCaseData Case(ExperimentEvent fact, string bytes) =>
        new TestCaseData(fact, bytes).SetArgDisplayNames(fact.GetType().Name, bytes[..Math.Min(12, bytes.Length)]);

    private const string Ones = "111111111111111111111111111111111111111111111111111111111111";

    [TestCaseSource(nameof(Golden))]
    [TestCaseSource(nameof(GoldenEnds))]
    [TestCaseSource(nameof(GoldenSlots))]
    [TestCaseSource(nameof(GoldenOfTheSecondForm))]
    [TestCaseSource(nameof(GoldenActs))]
    public void Encode_GivesTheseBytes(ExperimentEvent fact, string bytes)
    {
        Assert.That(Convert.ToHexString(Encode(fact)), Is.EqualTo(bytes));
        var back = new List<ExperimentEvent>();
        new EventDecoder(Some.Specs, new NameLists()).Decode(Convert.FromHexString(bytes), 1, back);
        Assert.That(back.Single(), Is.EqualTo(fact));
    }

    [Test]
    public void Encode_Specs_AreTheirJson([Values] bool isExtended)
    {
        var spec = Some.Spec();
        ExperimentEvent fact = isExtended
            ? new ExperimentEvent.Extended(default, spec)
            : new ExperimentEvent.Created(default, spec);
        var bytes = Encode(fact);
        var json = System.Text.Encoding.UTF8.GetBytes(Some.Specs.Write(spec));
        Assert.That(bytes[..2], Is.EqualTo((byte[])[0, (byte)(isExtended ? 0x42 : 0x41)]));
        Assert.That(bytes[^json.Length..], Is.EqualTo(json));
    }

    [Test]
    public void Golden_HasEveryKind() => Assert.That(
        Golden().Concat(GoldenEnds()).Concat(GoldenSlots()).Concat(GoldenOfTheSecondForm()).Concat(GoldenActs())
            .Select(data => data.Arguments[0]!.GetType()).Concat(
            [typeof(ExperimentEvent.Created), typeof(ExperimentEvent.Extended)]).Distinct(),
        Is.EquivalentTo(EventGen.Kinds));

    [Test]
    public void Encode_AReportAndItsDecision_TakesFewBytes()
    {
        var batch = Enumerable.Range(0, 1000)
            .SelectMany(number => Some.Report(number % 16, 20 + (number / 16), ("loss", 0.123456789), ("acc", 0.7)))
            .ToArray();
        Assert.That(Encode(batch).Length / 1000.0, Is.LessThan(40));
    }

    private static byte[] Encode(params ExperimentEvent[] events)
    {
        var to = new ByteWriter();
        new EventEncoder(Some.Specs, new NameLists()).Encode(events, to);
        return to.Written.ToArray();
    }
}
