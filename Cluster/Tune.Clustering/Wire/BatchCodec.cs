using System.Runtime.InteropServices;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Wire;

/// <summary>Packs what the attempts of a node have to say.</summary>
internal static class BatchCodec
{
    private const byte Report = 1;
    private const byte Save = 2;
    private const byte End = 3;

    public static byte[] Write(ReportBatch batch)
    {
        var target = new FrameBuffer();
        var names = new MetricNames();
        target.Text(batch.Experiment);
        target.Number(batch.Term.Number);
        target.Number(batch.Number);
        target.Flag(batch.IsAgain);
        target.Number(batch.Messages.Length);
        foreach (var message in batch.Messages)
        {
            Write(target, names, message);
        }

        return target.Bytes.ToArray();
    }

    public static ReportBatch Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        var names = new MetricNames();
        var experiment = reader.Text();
        var term = new Term(reader.Small());
        var number = reader.Number();
        var isAgain = reader.Flag();
        var messages = new TrialMessage[WireCount.Read(ref reader)];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = Read(ref reader, names);
        }

        WireCount.End(reader);
        return new ReportBatch(
            experiment, term, number, isAgain, ImmutableCollectionsMarshal.AsImmutableArray(messages));
    }

    private static void Write(FrameBuffer target, MetricNames names, TrialMessage message)
    {
        target.Byte(message switch
        {
            TrialMessage.Report => Report,
            TrialMessage.Save => Save,
            TrialMessage.End => End,
            _ => throw new InvalidOperationException($"The message {message.GetType().Name} is not known."),
        });
        target.Number(message.Trial.Number);
        target.Number(message.Attempt.Number);
        switch (message)
        {
            case TrialMessage.Report report:
                target.Number(report.Sequence);
                target.Number(report.Iteration);
                names.Write(target, report.Metrics);
                target.Flag(report.Checkpoint is not null);
                if (report.Checkpoint is { } checkpoint)
                {
                    Write(target, checkpoint);
                }

                break;
            case TrialMessage.Save save:
                Write(target, save.Checkpoint);
                break;
            case TrialMessage.End end:
                OutcomeCodec.Write(target, end.Outcome);
                break;
        }
    }

    private static TrialMessage Read(ref FrameReader reader, MetricNames names)
    {
        var kind = reader.Byte();
        var trial = new TrialId(reader.Small());
        var attempt = new Attempt(reader.Small());
        return kind switch
        {
            Report => new TrialMessage.Report(
                trial, attempt, reader.Small(), reader.Small(), names.Read(ref reader),
                reader.Flag() ? ReadCheckpoint(ref reader) : null),
            Save => new TrialMessage.Save(trial, attempt, ReadCheckpoint(ref reader)),
            End => new TrialMessage.End(trial, attempt, OutcomeCodec.Read(ref reader)),
            _ => throw new FrameException($"A batch has a message of the kind {kind}, which is unknown."),
        };
    }

    private static void Write(FrameBuffer target, CheckpointRef checkpoint)
    {
        target.Text(checkpoint.Digest);
        target.Number(checkpoint.Bytes);
        target.Number(checkpoint.Iteration);
    }

    private static CheckpointRef ReadCheckpoint(ref FrameReader reader) =>
        new(reader.Text(), reader.Number(), reader.Small());
}
