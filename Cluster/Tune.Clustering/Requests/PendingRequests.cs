using System.Globalization;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Requests;

/// <summary>
/// What this node has asked and not been answered yet. A request is sent again until its answer is here, because an
/// owner may break, move or leave with it in its mailbox; it ends with one answer, at its deadline, or with the
/// cluster. Leaving an experiment has the deadline and, on top of it, the time that a trial may take to save: an owner
/// that is alive can wait for a store that never answers. Safe for many threads.
/// </summary>
internal sealed class PendingRequests : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstAgainAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AgainAfterMax = TimeSpan.FromSeconds(4);

    // However short the deadline, a request that was lost goes out again a few times before it.
    private const int SentWithinDeadline = 4;

    // One that goes on where another has ended may take its time too, and one that opens its journal again is another.
    private const int OwnersMax = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<RequestId, Pending> _pending = [];
    private readonly Guid _client = Guid.NewGuid();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _deadline;
    private readonly TimeSpan _againAfterMax;
    private readonly Action<ExperimentRequest> _send;
    private readonly ITimer _timer;
    private Func<Exception>? _end;
    private long _number;

    /// <param name="clock">Tells the time.</param>
    /// <param name="deadline">How long a request may go unanswered; leaving an experiment, without a sign of life.
    /// </param>
    /// <param name="send">Sends one; called on any thread, and again for the same one.</param>
    public PendingRequests(TimeProvider clock, TimeSpan deadline, Action<ExperimentRequest> send)
    {
        (_clock, _deadline, _send) = (clock, deadline, send);
        _againAfterMax = Shorter(AgainAfterMax, deadline / SentWithinDeadline);
        _timer = clock.CreateTimer(
            static it => ((PendingRequests)it!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks, and ends with the answer.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; it may be done all the same.</exception>
    public async Task<Answer> AskAsync(ExperimentRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var pending = Add(request);
        await using var registration = cancellation.Register(() =>
        {
            if (TryRemove(pending.Request.Id, out _))
            {
                pending.Answer.TrySetCanceled(cancellation);
            }
        });
        _send(pending.Request);
        return await pending.Answer.Task;
    }

    /// <summary>Takes an answer in. One that nobody waits for any more is let go.</summary>
    public void Take(Answer answer)
    {
        if (answer is Underway underway)
        {
            Note(underway);
        }
        else if (TryRemove(answer.Id, out var pending))
        {
            pending.Answer.TrySetResult(answer);
        }
    }

    /// <summary>Nothing will be answered any more: ends what is pending, and whatever is asked from now on. The first
    /// reason counts.</summary>
    public void End(Func<Exception> why)
    {
        Pending[] all;
        lock (_gate)
        {
            if (_end is not null)
            {
                return;
            }

            _end = why;
            all = [.. _pending.Values];
            _pending.Clear();
        }

        _timer.Dispose();
        foreach (var pending in all)
        {
            pending.Answer.TrySetException(why());
        }
    }

    /// <summary>Throws if it has ended.</summary>
    public void ThrowIfEnded()
    {
        lock (_gate)
        {
            if (_end is { } end)
            {
                throw end();
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private Pending Add(ExperimentRequest request)
    {
        lock (_gate)
        {
            if (_end is { } end)
            {
                throw end();
            }

            var now = _clock.GetTimestamp();
            var pending = new Pending(
                request with { Id = new RequestId(_client, ++_number) }, now, Shorter(FirstAgainAfter, _againAfterMax));
            _pending.Add(pending.Request.Id, pending);
            if (_pending.Count == 1)
            {
                _timer.Change(LookEvery, LookEvery);
            }

            return pending;
        }
    }

    private bool TryRemove(RequestId id, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Pending pending)
    {
        lock (_gate)
        {
            var isThere = _pending.Remove(id, out pending);
            if (isThere && _pending.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            return isThere;
        }
    }

    // Leaving goes on beyond the deadline, for as long as trials may take to save, while there are signs of life. Not
    // of any number of owners: two that take an experiment from one another may never come to its end.
    private void Note(Underway underway)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(underway.Id, out var pending))
            {
                pending.Why = underway.Why;
                pending.Owners.Add(underway.Owner);
                if (pending.Request is DrainExperiment && pending.Owners.Count <= OwnersMax)
                {
                    pending.Since = _clock.GetTimestamp();
                    pending.Grace = Longer(pending.Grace, underway.Grace);
                }
            }
        }
    }

    private void Look()
    {
        List<Pending> again = [], late = [];
        lock (_gate)
        {
            foreach (var pending in _pending.Values)
            {
                if (_clock.GetElapsedTime(pending.Since) >= _deadline || IsOverdue(pending))
                {
                    late.Add(pending);
                }
                else if (_clock.GetElapsedTime(pending.Sent) >= pending.AgainAfter)
                {
                    pending.Sent = _clock.GetTimestamp();
                    pending.AgainAfter = Shorter(pending.AgainAfter * 2, _againAfterMax);
                    again.Add(pending);
                }
            }
        }

        foreach (var pending in late.Where(pending => TryRemove(pending.Request.Id, out _)))
        {
            pending.Answer.TrySetException(Late(pending));
        }

        again.ForEach(pending => _send(pending.Request with { IsAgain = true }));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // The grace can be so long that it cannot be added to anything.
    private bool IsOverdue(Pending pending) => _clock.GetElapsedTime(pending.Asked) - _deadline >= pending.Grace;

    private TimeoutException Late(Pending pending) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The experiment '{pending.Request.Experiment}' did not answer within {Limit(pending).TotalSeconds:0.###} s")
        + (pending.Why.Length > 0 ? $": {pending.Why}" : ".") + " What was asked may be done all the same.");

    private TimeSpan Limit(Pending pending) => IsOverdue(pending) ? _deadline + pending.Grace : _deadline;

    private sealed class Pending(ExperimentRequest request, long now, TimeSpan againAfter)
    {
        public ExperimentRequest Request => request;

        public TaskCompletionSource<Answer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Asked { get; } = now;

        public long Since { get; set; } = now;

        public long Sent { get; set; } = now;

        public TimeSpan AgainAfter { get; set; } = againAfter;

        public string Why { get; set; } = "";

        /// <summary>How long beyond the deadline it may take, if it is to leave.</summary>
        public TimeSpan Grace { get; set; }

        /// <summary>Who has given a sign of life.</summary>
        public HashSet<OwnerEpoch> Owners { get; } = [];
    }
}
