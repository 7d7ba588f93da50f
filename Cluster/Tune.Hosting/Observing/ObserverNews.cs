using Tune.Engine.Experiments;

namespace Tune.Hosting.Observing;

/// <summary>Tells an observer, and is harmed by nothing that it does.</summary>
/// <param name="observer">Who is told.</param>
/// <param name="notice">Told of what it does wrong, once each.</param>
/// <param name="time">The clock.</param>
internal sealed class ObserverNews(ITuneObserver observer, Action<string> notice, TimeProvider time) : INewsTaker
{
    /// <summary>How long a call may take, and how long after it was told to give up.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string _name = observer.GetType().Name;
    private int _hasThrown;
    private int _isLate;
    private int _isLeft;

    public async ValueTask TakeAsync(
        string experiment, NewsBatch events, CancellationToken leaving, CancellationToken gone)
    {
        for (var i = 0; i < events.Events.Count && _isLeft == 0; i++)
        {
            if (CallOf(experiment, events.Position + i, events.Events[i]) is { } call)
            {
                await TellAsync(call, gone);
            }
        }
    }

    public ValueTask DisposeAsync() => default;

    private Func<CancellationToken, ValueTask>? CallOf(string experiment, long at, ExperimentEvent fact)
    {
        return fact switch
        {
            ExperimentEvent.AttemptStarted e => token => observer.TrialStartedAsync(Of(e), token),
            ExperimentEvent.Reported e => token => observer.TrialReportedAsync(Of(e), token),
            ExperimentEvent.Decided e => token => observer.TrialDecidedAsync(Of(e), token),
            ExperimentEvent.TrialEnded e => token => observer.TrialEndedAsync(Of(e), token),
            ExperimentEvent.Ended e => token => observer.ExperimentEndedAsync(Of(e), token),
            _ => null,
        };

        Observed<T> Of<T>(T known)
            where T : ExperimentEvent => new(experiment, at, known);
    }

    private async Task TellAsync(Func<CancellationToken, ValueTask> call, CancellationToken gone)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(gone);

        // It may as well block; that is the business of a thread of its own.
        var under = Task.Run(() => call(late.Token).AsTask(), CancellationToken.None);
        if (await EndsAsync(under, gone))
        {
            return;
        }

        Say(ref _isLate, $"has taken {Deadline.TotalSeconds} seconds for one event and is told to give up.");
        await late.CancelAsync();
        if (!await EndsAsync(under, gone))
        {
            Say(ref _isLeft, "does not give up; it is told nothing more.");
        }
    }

    private async Task<bool> EndsAsync(Task under, CancellationToken gone)
    {
        try
        {
            await under.WaitAsync(Deadline, time, gone);
        }
        catch (TimeoutException) when (!under.IsCompleted)
        {
            return false;
        }
        catch (Exception e) when (under.IsCompleted)
        {
            // One that has asked for more memory than there is too: it is a failure of its own.
            if (!under.IsCanceled)
            {
                Say(ref _hasThrown, $"has thrown {e.GetType().Name}: {e.Message} It is told the rest all the same.");
            }
        }

        return true;
    }

    private void Say(ref int said, string what)
    {
        if (Interlocked.Exchange(ref said, 1) == 0)
        {
            notice($"The observer {_name} {what}");
        }
    }
}
