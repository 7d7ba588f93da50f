using Tune.Engine.Stores;

namespace Tune.Storage.LiteDb;

/// <summary>A question on its way to the one thread that may answer it.</summary>
internal abstract class LiteQuestion
{
    /// <summary>Answers it from the file.</summary>
    public abstract void Answer(LiteBook book);

    /// <summary>Answers it from elsewhere, when there is no file.</summary>
    public abstract void Answer(ITracking other);

    /// <summary>Gives up.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>A question with the type of its answer.</summary>
internal sealed class LiteQuestion<T>(Func<LiteBook, T> ask, Func<ITracking, ValueTask<T>> askOther) : LiteQuestion
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answered => _answer.Task;

    public override void Answer(LiteBook book) => _answer.TrySetResult(ask(book));

    public override void Answer(ITracking other)
    {
        try
        {
            // Tracking in memory answers at once.
            _answer.TrySetResult(askOther(other).AsTask().GetAwaiter().GetResult());
        }
        catch (Exception e)
        {
            _answer.TrySetException(e);
        }
    }

    public override void Fail(Exception why) => _answer.TrySetException(why);
}
