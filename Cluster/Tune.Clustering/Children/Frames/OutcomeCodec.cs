using Tune.Engine.Trials;

namespace Tune.Clustering.Children.Frames;

/// <summary>Packs how an attempt ended.</summary>
internal static class OutcomeCodec
{
    /// <summary>The most characters of one text; the rest is cut off.</summary>
    public const int TextMax = 64 * 1024;

    public static void Write(FrameBuffer target, AttemptOutcome outcome)
    {
        switch (outcome)
        {
            case AttemptOutcome.Completed:
                target.Byte(1);
                break;
            case AttemptOutcome.Obeyed:
                target.Byte(2);
                break;
            case AttemptOutcome.Interrupted:
                target.Byte(3);
                break;
            case AttemptOutcome.Lost lost:
                target.Byte(4);
                target.Text(Head(lost.Why));
                break;
            case AttemptOutcome.Failed failed:
                target.Byte(5);
                target.Byte((byte)failed.Kind);
                target.Text(Head(failed.Message));
                target.Text(failed.LogTail.Length <= TextMax ? failed.LogTail : failed.LogTail[^TextMax..]);
                break;
            default:
                throw new ArgumentException($"{outcome.GetType().Name} is no outcome known here.", nameof(outcome));
        }
    }

    public static AttemptOutcome Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        return Read(ref reader);
    }

    public static AttemptOutcome Read(ref FrameReader reader) => reader.Byte() switch
    {
        1 => AttemptOutcome.Completed.Instance,
        2 => AttemptOutcome.Obeyed.Instance,
        3 => AttemptOutcome.Interrupted.Instance,
        4 => new AttemptOutcome.Lost(reader.Text()),
        5 => new AttemptOutcome.Failed(Kind(reader.Byte()), reader.Text(), reader.Text()),
        var other => throw new FrameException($"An attempt ended with the outcome {other}, which is unknown."),
    };

    private static FailureKind Kind(byte value) => Enum.IsDefined((FailureKind)value)
        ? (FailureKind)value
        : throw new FrameException($"An attempt failed with the kind {value}, which is unknown.");

    private static string Head(string text) => text.Length <= TextMax ? text : text[..TextMax];
}
