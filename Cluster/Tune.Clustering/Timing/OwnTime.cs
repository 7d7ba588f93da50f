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
    public void Asked()
    {
        lock (_gate)
        {
            AskedNeedsLock();
        }
    }

    /// <summary>The same for who holds the lock.</summary>
    public void AskedNeedsLock()
    {
        _asked++;
        _quiet = TimeSpan.Zero;
    }

    /// <summary>A report has its answer.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            AnsweredNeedsLock();
        }
    }

    /// <summary>The same for who holds the lock.</summary>
    public void AnsweredNeedsLock()
    {
        _answered++;
        _quiet = TimeSpan.Zero;
    }

    /// <summary>A checkpoint of it is being stored.</summary>
    public void SaveBegins()
    {
        lock (_gate)
        {
            _saving++;
            _quiet = TimeSpan.Zero;
        }
    }

    /// <summary>It is stored, or cannot be.</summary>
    public void SaveEnds()
    {
        lock (_gate)
        {
            _saving--;
            _quiet = TimeSpan.Zero;
        }
    }

    /// <summary>It can only wait, or goes on.</summary>
    public void Stalled(bool isStalled)
    {
        lock (_gate)
        {
            _isStalled = isStalled;
            _quiet = TimeSpan.Zero;
        }
    }

    /// <summary>What it has not said until now does not count: the node itself stood still.</summary>
    public void Excuse()
    {
        lock (_gate)
        {
            _quiet = TimeSpan.Zero;
        }
    }

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
}
