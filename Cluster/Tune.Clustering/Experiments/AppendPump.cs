using System.Diagnostics.CodeAnalysis;

namespace Tune.Clustering.Experiments;

/// <summary>
/// The loop of an experiment, and nothing else of it: what is asked waits here, is taken in turns, and a turn is only
/// finished when its events are durable. While one append is under way the next turn fills up; while the store takes
/// nothing everything waits, and what was not stored is decided anew. Knows no actors, no clock and no journal: its
/// owner does what <see cref="State"/> asks for and says how that came out.
/// </summary>
/// <typeparam name="TAsked">Something that is asked.</typeparam>
/// <typeparam name="TTurn">What was decided on it.</typeparam>
internal sealed class AppendPump<TAsked, TTurn>
    where TTurn : class
{
    private static readonly TimeSpan RetryAfterMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(10);

    private readonly List<TAsked> _taken = [];
    private readonly List<TAsked> _later = [];
    private Queue<TAsked> _queue = new();
    private bool _isPoked;
    private int _events;

    public PumpState State { get; private set; }

    /// <summary>The turn under way: being stored, or waiting for the store; null if there is none.</summary>
    public TTurn? Turn { get; private set; }

    /// <summary>What the turn under way has taken in, in order.</summary>
    public IReadOnlyList<TAsked> Taken => _taken;

    /// <summary>What waits for a turn, in order.</summary>
    public IReadOnlyCollection<TAsked> Waiting => _queue;

    /// <summary>How many events are durable, and so how many the journal must have for the next append.</summary>
    public long Durable { get; private set; }

    /// <summary>Why the store takes nothing; empty when it does. Only an append that succeeds shows that it
    /// does.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>How long to wait before the journal is opened again.</summary>
    public TimeSpan RetryAfter { get; private set; } = RetryAfterMin;

    /// <summary>Whether nothing is under way and nothing waits: the journal could be let go of.</summary>
    public bool IsAtRest =>
        State is PumpState.Idle or PumpState.Closed && _queue.Count == 0 && _later.Count == 0;

    /// <summary>Something is asked.</summary>
    public void Ask(TAsked asked) => _queue.Enqueue(asked);

    /// <summary>Something is asked that must not be decided before <see cref="Recall"/>.</summary>
    public void AskLater(TAsked asked) => _later.Add(asked);

    /// <summary>What waits and is like this must not be decided before <see cref="Recall"/>.</summary>
    public void Postpone(Func<TAsked, bool> like)
    {
        _later.AddRange(_queue.Where(like));
        _queue = new Queue<TAsked>(_queue.Where(asked => !like(asked)));
    }

    /// <summary>What was put off is next.</summary>
    public void Recall()
    {
        _queue = new Queue<TAsked>(_later.Concat(_queue));
        _later.Clear();
    }

    /// <summary>Something that a turn looks at has changed: the next one is due even if nothing was asked.</summary>
    public void Poke() => _isPoked = true;

    /// <summary>Begins to open the journal, if it is closed, or was to be opened again.</summary>
    /// <returns>Whether it is to be opened now.</returns>
    public bool TryOpen()
    {
        var opens = State is PumpState.Paused or PumpState.Closed;
        State = opens ? PumpState.Reopening : State;
        return opens;
    }

    /// <summary>The journal is open.</summary>
    /// <param name="durable">How many events it has.</param>
    /// <returns>What became of the turn that could not be stored.</returns>
    public Reopened Opened(long durable)
    {
        Require(PumpState.Reopening);
        State = PumpState.Idle;
        var (before, turn) = (Durable, Turn);
        Durable = durable;
        if (turn is null)
        {
            return Reopened.Fresh;
        }

        if (durable == before + _events)
        {
            Trouble = "";
            return Reopened.Stored;
        }

        if (durable != before)
        {
            return Reopened.Overtaken;
        }

        Turn = null;
        _queue = new Queue<TAsked>(_taken.Concat(_queue));
        _taken.Clear();
        return Reopened.Undone;
    }

    /// <summary>There is no such journal, and nobody asked to make one.</summary>
    public void NotThere()
    {
        Require(PumpState.Reopening);
        State = PumpState.Closed;
    }

    /// <summary>It could not be opened.</summary>
    /// <returns>Whether it will be tried again; otherwise nobody will get what waits.</returns>
    public bool CannotOpen(string why)
    {
        Require(PumpState.Reopening);
        if (Trouble.Length == 0)
        {
            State = PumpState.Closed;
            return false;
        }

        Pause(why);
        return true;
    }

    /// <summary>Begins a turn, if there is something to decide and nothing in the way.</summary>
    public bool TryBegin()
    {
        if (State != PumpState.Idle || (_queue.Count == 0 && !_isPoked))
        {
            return false;
        }

        (State, _isPoked) = (PumpState.Deciding, false);
        return true;
    }

    /// <summary>Takes the next thing into the turn that is being decided.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TAsked asked)
    {
        Require(PumpState.Deciding);
        if (!_queue.TryDequeue(out asked))
        {
            return false;
        }

        _taken.Add(asked);
        return true;
    }

    /// <summary>The turn is decided.</summary>
    /// <returns>Whether it has events to be stored; without any it is finished.</returns>
    public bool Decided(TTurn turn, int events)
    {
        Require(PumpState.Deciding);
        (Turn, _events) = (turn, events);
        State = events > 0 ? PumpState.Storing : PumpState.Idle;
        return events > 0;
    }

    /// <summary>The events of the turn are durable: it is finished.</summary>
    public void Stored()
    {
        Require(PumpState.Storing);
        Durable += _events;
        (State, Trouble) = (PumpState.Idle, "");
    }

    /// <summary>They are not, or it is not known.</summary>
    /// <returns>Whether the store did take events before.</returns>
    public bool NotStored(string why)
    {
        Require(PumpState.Storing);
        var isNew = Trouble.Length == 0;
        if (isNew)
        {
            RetryAfter = RetryAfterMin / 2;
        }

        Pause(why);
        return isNew;
    }

    /// <summary>Forgets the finished turn.</summary>
    public void Finished()
    {
        Turn = null;
        _taken.Clear();
    }

    /// <summary>Takes what waits out, up to the first that is to be kept.</summary>
    public IReadOnlyList<TAsked> DropUntil(Func<TAsked, bool> isKept)
    {
        TAsked[] dropped = [.. _queue.TakeWhile(asked => !isKept(asked))];
        _queue = new Queue<TAsked>(_queue.Skip(dropped.Length));
        return dropped;
    }

    /// <summary>The journal was let go of.</summary>
    public void Closed()
    {
        Require(PumpState.Idle);
        (State, Trouble) = (PumpState.Closed, "");
    }

    private void Pause(string why)
    {
        (State, Trouble) = (PumpState.Paused, why.Length > 0 ? why : "The store gave no reason.");
        RetryAfter = RetryAfter * 2 < RetryAfterMax ? RetryAfter * 2 : RetryAfterMax;
    }

    private void Require(PumpState state)
    {
        if (State != state)
        {
            throw new InvalidOperationException($"The loop is {State} where it must be {state}.");
        }
    }
}
