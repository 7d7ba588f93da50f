namespace Tune.Storage.Journal;

/// <summary>
/// The one thread of a store that writes journals. Whatever has come in while it was busy with the last group makes the
/// next one: one write and one fsync per file and group, however many appends that is. An idle writer writes at once.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Thread _thread;
    private List<Append> _waiting = [];
    private bool _isEnding;

    public JournalWriter()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "tune journal" };
        _thread.Start();
    }

    /// <summary>Hands an append over. Those of one journal are written in the order of these calls.</summary>
    public void Add(Append append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            _waiting.Add(append);
            if (_waiting.Count == 1)
            {
                _arrived.Release();
            }
        }
    }

    /// <summary>Writes what is waiting and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
        }

        _arrived.Release();
        _thread.Join();
        _arrived.Dispose();
    }

    private void Run()
    {
        var group = new List<Append>();
        while (true)
        {
            _arrived.Wait();
            bool isEnding;
            lock (_gate)
            {
                (group, _waiting) = (_waiting, group);
                isEnding = _isEnding;
            }

            Write(group);
            group.Clear();
            if (isEnding)
            {
                return;
            }
        }
    }

    private static void Write(List<Append> group)
    {
        if (group.TrueForAll(append => append.Journal == group[0].Journal))
        {
            if (group.Count > 0)
            {
                group[0].Journal.Write(group);
            }

            return;
        }

        foreach (var journal in group.GroupBy(append => append.Journal))
        {
            journal.Key.Write([.. journal]);
        }
    }
}
