namespace Tune.Clustering.Timing;

/// <summary>
/// The time an attempt has taken, fairly counted: while it waits for the node, no time runs against it. The same for
/// attempts on threads and in processes. Safe for many threads; whoever looks brings the time that has passed.
/// </summary>
/// <param name="gate">The lock of whoever counts more by it; a lock of its own if it is not given.</param>
internal sealed class OwnTime(Lock? gate = null)
{
    private readonly Lock _gate = gate ?? new Lock();
    private long _asked;
    private long _answered;
    private long _askedWhenTold;
    private int _saving;
    private bool _isStalled;
    private bool _isTold;
    private TimeSpan _quiet;
    private TimeSpan _staying;

    /// <summary>It has reported, and waits for the answer or will do so.</summary>
    public void Asked() => Change(asked: 1);

    /// <summary>The same for who holds the lock.</summary>
    public void AskedNeedsLock() => ChangeNeedsLock(asked: 1);

    /// <summary>A report has its answer.</summary>
    public void Answered() => Change(answered: 1);

    /// <summary>The same for who holds the lock.</summary>
    public void AnsweredNeedsLock() => ChangeNeedsLock(answered: 1);

    /// <summary>A checkpoint of it is being stored.</summary>
    public void SaveBegins() => Change(saving: 1);

    /// <summary>It is stored, or cannot be.</summary>
    public void SaveEnds() => Change(saving: -1);

    /// <summary>It can only wait, or goes on.</summary>
    public void Stalled(bool isStalled) => Change(isStalled: isStalled);

    /// <summary>What it has not said until now does not count: the node itself stood still.</summary>
    public void Excuse() => Change();

    /// <summary>It was told to leave; the first time counts.</summary>
    public void Told()
    {
        lock (_gate)
        {
            (_isTold, _askedWhenTold) = (true, _isTold ? _askedWhenTold : _asked);
        }
    }

    /// <summary>Time has passed.</summary>
    /// <returns>How long it has said nothing, and how long it has stayed after it was told to leave.</returns>
    public (TimeSpan Quiet, TimeSpan Staying) Look(TimeSpan since)
    {
        lock (_gate)
        {
            var waits = _saving > 0 || _isStalled;
            if (!waits && _answered >= _asked)
            {
                _quiet += since;
            }

            // The report under way when it was told and those before it are the node's to answer. Later ones are its
            // own doing, or a flood of them would hold the clock for ever.
            if (_isTold && !waits && _answered >= Math.Min(_asked, _askedWhenTold + 1))
            {
                _staying += since;
            }

            return (_quiet, _staying);
        }
    }

    private void Change(int asked = 0, int answered = 0, int saving = 0, bool? isStalled = null)
    {
        lock (_gate)
        {
            ChangeNeedsLock(asked, answered, saving, isStalled);
        }
    }

    // Whatever happens, silence counts anew from here.
    private void ChangeNeedsLock(int asked = 0, int answered = 0, int saving = 0, bool? isStalled = null)
    {
        (_asked, _answered, _saving) = (_asked + asked, _answered + answered, _saving + saving);
        _isStalled = isStalled ?? _isStalled;
        _quiet = TimeSpan.Zero;
    }
}
