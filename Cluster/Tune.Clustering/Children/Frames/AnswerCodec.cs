using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children.Frames;

/// <summary>Packs what a node answers.</summary>
internal static class AnswerCodec
{
    private const byte Other = 0;
    private const byte Cancelled = 1;
    private const byte Storage = 16;

    public static void Write(FrameBuffer target, TrialAnswer answer)
    {
        target.Byte((byte)answer.Leaving);
        target.Number(answer.Milestone);
        target.TextOrNull(answer.Refused);
        target.Flag(answer.IsFenced);
    }

    public static TrialAnswer Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        return Read(ref reader);
    }

    public static TrialAnswer Read(ref FrameReader reader) =>
        new(Order(reader.Byte()), reader.Small(), reader.TextOrNull(), reader.Flag());

    /// <summary>Keeps what training code can tell apart: a store that cannot, an attempt that is called off, the
    /// rest.</summary>
    public static void WriteFailure(FrameBuffer target, Exception exception)
    {
        target.Byte(exception switch
        {
            StorageException storage => checked((byte)(Storage + storage.Kind)),
            OperationCanceledException => Cancelled,
            _ => Other,
        });
        target.Text(exception.Message);
    }

    public static Exception ReadFailure(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        var kind = reader.Byte();
        var message = reader.Text();
        return kind switch
        {
            Cancelled => new OperationCanceledException(message),
            >= Storage when Enum.IsDefined((StorageFault)(kind - Storage)) =>
                new StorageException((StorageFault)(kind - Storage), message),
            _ => new InvalidOperationException(message),
        };
    }

    public static Leaving Order(byte value) => Enum.IsDefined((Leaving)value)
        ? (Leaving)value
        : throw new FrameException($"{value} is no way to leave.");
}
