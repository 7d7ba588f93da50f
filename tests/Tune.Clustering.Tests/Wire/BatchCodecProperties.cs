using CsCheck;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Wire;

internal sealed class BatchCodecProperties
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char['\u0020', '\u04ff'], 0, 40];

    private static readonly Gen<CheckpointRef> Checkpoints = Gen.Select(
        Gen.String[Gen.Char["0123456789abcdef"], 64, 64], Gen.Long[0, long.MaxValue], Gen.Int[0, int.MaxValue],
        (digest, bytes, iteration) => new CheckpointRef(digest, bytes, iteration));

    private static readonly Gen<double> Values = Gen.Frequency(
        (8, Gen.Double), (1, OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0)));

    // Few lists of names, so that they come again, and sometimes one of its own.
    private static readonly Gen<string[]> Names = Gen.Frequency(
        (4, OneOf<string[]>([], ["acc"], ["acc", "loss"], ["loss", "acc"])),
        (1, Gen.String[Gen.Char['a', 'ÿ'], 1, 250].Array[0, 30].Select(names => names.Distinct().ToArray())));

    private static readonly Gen<MetricSet> Metrics =
        from names in Names
        from values in Values.Array[names.Length]
        select MetricSet.Of([.. names.Where(MetricName).Zip(values, (name, value) => new MetricValue(name, value))]);

    private static readonly Gen<AttemptOutcome> Outcomes = Gen.OneOf(
        OneOf<AttemptOutcome>(
            AttemptOutcome.Completed.Instance, AttemptOutcome.Obeyed.Instance, AttemptOutcome.Interrupted.Instance),
        Text.Select(why => (AttemptOutcome)new AttemptOutcome.Lost(why)),
        Gen.Select(Gen.Enum<FailureKind>(), Text, Text, (kind, message, tail) =>
            (AttemptOutcome)new AttemptOutcome.Failed(kind, message, tail)));

    private static readonly Gen<(TrialId Trial, Attempt Attempt)> Senders = Gen.Select(
        Gen.Int[0, int.MaxValue], Gen.Int[0, 1000], (trial, attempt) => (new TrialId(trial), new Attempt(attempt)));

    private static readonly Gen<TrialMessage> Messages = Gen.OneOf(
        Gen.Select(Senders, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Metrics, Checkpoints.Null(),
            (from, sequence, iteration, metrics, checkpoint) => (TrialMessage)new TrialMessage.Report(
                from.Trial, from.Attempt, sequence, iteration, metrics, checkpoint)),
        Gen.Select(Senders, Checkpoints, (from, checkpoint) =>
            (TrialMessage)new TrialMessage.Save(from.Trial, from.Attempt, checkpoint)),
        Gen.Select(Senders, Outcomes, (from, outcome) =>
            (TrialMessage)new TrialMessage.End(from.Trial, from.Attempt, outcome)));

    private static readonly Gen<TrialAnswer> Answers = Gen.Select(
        Gen.Enum<Leaving>(), Gen.Int, Text.Null(), Gen.Bool,
        (leaving, milestone, refused, fenced) => new TrialAnswer(leaving, milestone, refused, fenced));

    [Test]
    public void Batch_RoundTrip_IsTheSame() => Gen.Select(Gen.Long[1, long.MaxValue], Messages.Array[0, 100]).Sample(
        (number, messages) =>
        {
            var bytes = BatchCodec.Write(new ReportBatch("sweep", new Term(3), number, number % 2 == 0, [.. messages]));
            var back = BatchCodec.Read(bytes);
            return back.Experiment == "sweep" && back.Term == new Term(3) && back.Number == number
                && back.IsAgain == (number % 2 == 0) && back.Messages.SequenceEqual(messages);
        });

    [Test]
    public void Answers_RoundTrip_AreTheSame() => Gen.Select(
        Gen.Long[1, long.MaxValue], Gen.Long[0, long.MaxValue], Answers.Array[0, 100]).Sample(
        (number, epoch, answers) =>
        {
            var bytes = AnswersCodec.Write(
                new BatchAnswers("sweep", new Term(3), new OwnerEpoch(epoch), number, [.. answers]));
            var back = AnswersCodec.Read(bytes);
            return (back.Experiment, back.Term, back.Number) == ("sweep", new Term(3), number)
                && back.Epoch == new OwnerEpoch(epoch) && back.Answers.SequenceEqual(answers);
        });

    [Test]
    public void SizeOf_AnyMessages_IsAtLeastWhatTheyTake() => Messages.Array[1, 50].Sample(messages =>
        BatchCodec.Write(new ReportBatch("", new Term(1), 1, IsAgain: false, [.. messages])).Length
            <= 20 + messages.Sum(static message => WireSize.Of(message)));

    [Test]
    public void Read_AnyBytes_ThrowsOnlyWhatIsCaught() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            BatchCodec.Read(bytes);
            AnswersCodec.Read(bytes);
        }
        catch (Exception e) when (e is FrameException or InvalidDataException or ArgumentException)
        {
            // The serializer makes its own error of these.
        }
    });

    [Test]
    public void SizeOf_TheLargestReport_FitsIntoOneMessage()
    {
        var names = Enumerable.Range(0, MetricSet.CountMax).Select(i =>
            new MetricValue($"{i}".PadRight(MetricSet.NameLengthMax, '€'), i)).ToArray();
        var report = new TrialMessage.Report(
            new TrialId(1), new Attempt(1), 1, 1, MetricSet.Of(names.AsSpan()), WireSamples.Checkpoint);
        var text = new string('€', 1_000_000);
        var end = new TrialMessage.End(
            new TrialId(1), new Attempt(1), new AttemptOutcome.Failed(FailureKind.Crash, text, text));
        Assert.Multiple(() =>
        {
            Assert.That(WireSize.Of(report), Is.LessThan(WireLimit.MessageBytes - WireLimit.PartBytes));
            Assert.That(WireSize.Of(end), Is.LessThan(WireLimit.MessageBytes - WireLimit.PartBytes));
            Assert.That(
                BatchCodec.Write(new ReportBatch("sweep", new Term(3), 1, IsAgain: true, [report, end])).Length,
                Is.LessThan(WireLimit.MessageBytes));
        });
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.OneOf([.. values.Select(value => Gen.Const(value))]);

    private static bool MetricName(string name) => name.Length > 0 && !name.Any(char.IsControl);
}
