using System.Reflection;
using System.Runtime.InteropServices;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Trainables;

/// <summary>What an exception of the training code says about its attempt.</summary>
internal static class Failure
{
    /// <summary>The outcome of an attempt that ended with an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="logTail">The last lines of the attempt's log.</param>
    public static AttemptOutcome.Failed Of(Exception exception, string logTail)
    {
        var cause = Unwrap(exception);
        return new AttemptOutcome.Failed(KindOf(cause), $"{cause.GetType().Name}: {cause.Message}", logTail);
    }

    public static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1 } many => Unwrap(many.InnerExceptions[0]),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    private static FailureKind KindOf(Exception exception) => exception switch
    {
        _ when Chain(exception).Any(IsOutOfMemory) => FailureKind.OutOfMemory,
        InvalidReportException or InvalidTrainableException => FailureKind.Contract,
        CheckpointException or StorageException => FailureKind.Checkpoint,
        _ => FailureKind.Exception,
    };

    // Native allocators (libtorch on the processor, CUDA) say it in words only.
    private static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException
        || (exception is ExternalException
            && (exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
                || exception.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var next = exception; next is not null; next = next.InnerException)
        {
            yield return next;
        }
    }
}
