namespace Tune.Clustering.Timing;

/// <summary>
/// The time an attempt has taken, fairly counted: while it waits for the node, no time runs against it. The same for
/// attempts on threads and in processes. Safe for many threads; whoever looks brings the time that has passed.
/// </summary>
internal sealed class OwnTime
{
    private readonly Lock _gate = new();
    private long _asked;
    private long _answered;
    private long _askedWhenTold;
    private int _saving;
    private bool _isStalled;
    private bool _isTold;
    private TimeSpan _quiet;
    private TimeSpan _staying;

    /// <summary>It has reported, and waits for the answer or will do so.</summary>
    public void Asked() => Change(() => _asked++);

    /// <summary>A report has its answer.</summary>
    public void Answered() => Change(() => _answered++);

    /// <summary>A checkpoint of it is being stored.</summary>
    public void SaveBegins() => Change(() => _saving++);

    /// <summary>It is stored, or cannot be.</summary>
    public void SaveEnds() => Change(() => _saving--);

    /// <summary>It can only wait, or goes on.</summary>
    public void Stalled(bool isStalled) => Change(() => _isStalled = isStalled);

    /// <summary>What it has not said until now does not count: the node itself stood still.</summary>
    public void Excuse() => Change(static () => { });

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

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _quiet = TimeSpan.Zero;
        }
    }
}
