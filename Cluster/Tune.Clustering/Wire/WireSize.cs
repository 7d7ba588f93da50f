using System.Text;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Wire;

/// <summary>How many bytes a part of a message takes at most, without writing it.</summary>
internal static class WireSize
{
    // A whole number, and with it the length of a text, takes five bytes at most; a long one ten.
    private const int Whole = 5;
    private const int Long = 10;
    private const int Real = 8;

    // JSON writes a character that is not plain as \u and four digits.
    private const int Escaped = 6;
    private const int JsonNumber = 32;

    /// <summary>A message of an attempt, packed.</summary>
    public static int Of(TrialMessage message) => 1 + (2 * Whole) + message switch
    {
        TrialMessage.Report report => Of(report),
        TrialMessage.Save save => Of(save.Checkpoint),
        TrialMessage.End { Outcome: var outcome } => Of(outcome),
        _ => 0,
    };

    /// <summary>An order to run an attempt, as JSON.</summary>
    public static int Of(AttemptOrder order)
    {
        const int names = 128;
        var bytes = names + (5 * JsonNumber) + order.Slots.Sum(Of)
            + (order.From is null ? 0 : names + order.From.Digest.Length + (2 * JsonNumber));
        foreach (var (name, value) in order.Config)
        {
            bytes += (Escaped * name.Length) + 4
                + (value.Kind == Engine.Spaces.ValueKind.Text ? (Escaped * value.AsText().Length) + 2 : JsonNumber);
        }

        return bytes;
    }

    /// <summary>Slots of one node, as JSON.</summary>
    public static int Of(SlotBlock block)
    {
        const int whole = 12;
        return 96 + (Escaped * block.Node.Length) + Of(block.Each) + ((block.Slots.Length + block.Gpus.Length) * whole);
    }

    private static int Of(SlotGrant grant) =>
        96 + (Escaped * grant.Node.Length) + ((1 + grant.Gpus.Length) * JsonNumber) + Of(grant.Each);

    private static int Of(Resources each) =>
        64 + (3 * JsonNumber) + (each.Named?.Keys.Sum(name => (Escaped * name.Length) + JsonNumber) ?? 0);

    private static int Of(TrialMessage.Report report)
    {
        var bytes = (4 * Whole) + 1 + (report.Checkpoint is null ? 0 : Of(report.Checkpoint));
        for (var i = 0; i < report.Metrics.Count; i++)
        {
            bytes += Of(report.Metrics[i].Name) + Real;
        }

        return bytes;
    }

    private static int Of(CheckpointRef checkpoint) => Of(checkpoint.Digest) + Long + Whole;

    private static int Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Failed failed => 2 + OfClipped(failed.Message) + OfClipped(failed.LogTail),
        AttemptOutcome.Lost lost => 1 + OfClipped(lost.Why),
        _ => 1,
    };

    // What somebody may make as long as he likes is cut off when it is packed.
    private static int OfClipped(string text) =>
        text.Length <= OutcomeCodec.TextMax ? Of(text) : Whole + (3 * OutcomeCodec.TextMax);

    private static int Of(string text) => Whole + Encoding.UTF8.GetByteCount(text);
}
