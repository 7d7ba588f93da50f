using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Files;
using Tune.Storage.Disks;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Storage.Layout;
using Tune.Storage.Tracking;

namespace Tune.Storage.LiteDb;

/// <summary>
/// Tracking in a LiteDB file, kept by one thread beside the journals: it never holds up an append for longer than a
/// moment. A file that stalls is opened again; one that is damaged, or stalls twice on end, is made again from the
/// journals. Where it cannot be written, as on a full disk, what people query is kept in memory for the time being.
/// </summary>
internal sealed partial class LiteTracking : ITracking, IForgettingTracking, IDisposable
{
    // Bytes that must be free before a file on a disk that was full is tried again.
    private const long RoomMin = 16 << 20;

    // Events; about 8 MB of journal.
    private const long LagMax = 400_000;
    private static readonly TimeSpan s_holdUpMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_closeMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_roomEvery = TimeSpan.FromSeconds(10);

    private readonly StoreLayout _layout;
    private readonly Func<string, long> _durable;
    private readonly Action<string> _written;
    private readonly Action<string> _notice;
    private readonly MemoryTracking _memory;
    private readonly TrackingRemedies _remedies = new();
    private readonly Thread _thread;
    private readonly AutoResetEvent _signal = new(false);
    private readonly ConcurrentDictionary<string, byte> _advanced = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<LiteQuestion> _questions = new();
    private readonly List<(string Name, long Target, TaskCompletionSource Done)> _catchingUp = [];
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiteBook? _book;

    // The question being answered: asked again of the new file when the file breaks under it. It is not left in the
    // queue meanwhile, because a queue that was peeked into holds on to what was taken out of it, answers and all.
    private LiteQuestion? _asked;
    private long _stuckAt = -1;
    private bool _isCaughtUp;
    private volatile bool _isInMemory;
    private bool _lacksRoom;
    private bool _hasSaidSo;
    private long _withoutSince;
    private volatile bool _isEnding;

    /// <summary>Opens the file on a thread of its own and catches up there; questions wait for that.</summary>
    public LiteTracking(
        StoreLayout layout, Func<string, long> durable, Func<string, IEventTail> follow, Action<string> written,
        Action<string> notice)
    {
        (_layout, _durable, _written, _notice) = (layout, durable, written, notice);
        _memory = new MemoryTracking(layout.Experiments, layout.Exists, follow, notice);
        foreach (var name in layout.Experiments())
        {
            _advanced.TryAdd(name, 0);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "tune tracking" };
        _thread.Start();
    }

    /// <summary>A journal has become longer.</summary>
    public void Advance(string name)
    {
        if (_advanced.TryAdd(name, 0))
        {
            _signal.Set();
        }
    }

    /// <summary>Waits, for a while, when tracking is far behind a journal of so many events.</summary>
    public ValueTask RoomAsync(string name, long count) =>
        _isInMemory || !_positions.TryGetValue(name, out var position) || count - position < LagMax
            || position == Volatile.Read(ref _stuckAt)
            ? ValueTask.CompletedTask
            : new ValueTask(WaitForRoomAsync(name, count));

    /// <inheritdoc />
    public async ValueTask CatchUpAsync(string experiment, CancellationToken cancellation = default)
    {
        var target = _durable(experiment);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await AskAsync(
            _ =>
            {
                _catchingUp.Add((experiment, target, done));
                return _advanced.TryAdd(experiment, 0);
            },
            _ =>
            {
                done.TrySetResult();
                return new ValueTask<bool>(true);
            },
            cancellation);
        await done.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(
        Listed listed, CancellationToken cancellation = default) => AskAsync(
        book => book.Experiments(listed), memory => memory.ExperimentsAsync(listed, cancellation), cancellation);

    /// <inheritdoc />
    public ValueTask<ExperimentSummary?> FindAsync(string experiment, CancellationToken cancellation = default) =>
        AskAsync(
            book => book.Find(experiment), memory => memory.FindAsync(experiment, cancellation), cancellation);

    /// <inheritdoc />
    public ValueTask<ExperimentPage> GlancesAsync(
        ExperimentQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Page.Check(query.Skip, query.Take);
        return AskAsync(
            book => book.Glances(query), memory => memory.GlancesAsync(query, cancellation), cancellation);
    }

    /// <inheritdoc />
    public ValueTask<ExperimentGlance?> GlanceAsync(string experiment, CancellationToken cancellation = default) =>
        AskAsync(
            book => book.Glance(experiment), memory => memory.GlanceAsync(experiment, cancellation), cancellation);

    /// <inheritdoc />
    public ValueTask<LivePortrait?> PortraitAsync(string experiment, CancellationToken cancellation = default) =>
        AskAsync(
            book => book.Portrait(experiment), memory => memory.PortraitAsync(experiment, cancellation), cancellation);

    /// <inheritdoc />
    public ValueTask<TrialPage> TrialsAsync(
        string experiment, TrialQuery query, CancellationToken cancellation = default)
    {
        Page.Check(query);
        return AskAsync(
            book => book.Trials(experiment, query),
            memory => memory.TrialsAsync(experiment, query, cancellation),
            cancellation);
    }

    /// <inheritdoc />
    public ValueTask<CurvePage> CurvesAsync(
        string experiment, CurveQuery query, CancellationToken cancellation = default)
    {
        Page.Check(query);
        return AskAsync(
            book => book.Curves(experiment, query),
            memory => memory.CurvesAsync(experiment, query, cancellation),
            cancellation);
    }

    /// <inheritdoc />
    public ValueTask<AttemptPage> AttemptsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default)
    {
        Page.Check(skip, take);
        return AskAsync(
            book => book.Attempts(experiment, skip, take),
            memory => memory.AttemptsAsync(experiment, skip, take, cancellation),
            cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isEnding = true;
        _signal.Set();
        _thread.Join(s_closeMax);
        _memory.Dispose();
        _signal.Dispose();
    }

    private async ValueTask<T> AskAsync<T>(
        Func<LiteBook, T> ask, Func<ITracking, ValueTask<T>> askMemory, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isEnding, this);
        if (_isInMemory)
        {
            return await askMemory(_memory);
        }

        var question = new LiteQuestion<T>(ask, askMemory);
        _questions.Enqueue(question);
        if (_isEnding)
        {
            question.Fail(new ObjectDisposedException(nameof(LiteTracking)));
        }
        else
        {
            _signal.Set();
        }

        return await question.Answered.WaitAsync(cancellation);
    }

    private async Task WaitForRoomAsync(string name, long count)
    {
        var since = _layout.Clock.GetTimestamp();
        var began = _positions.GetValueOrDefault(name);
        while (!_isInMemory && count - _positions.GetValueOrDefault(name) >= LagMax)
        {
            if (_layout.Clock.GetElapsedTime(since) >= s_holdUpMax)
            {
                // It does not move at all: then nobody waits for it until it does.
                Volatile.Write(ref _stuckAt, _positions.GetValueOrDefault(name) == began ? began : -1);
                return;
            }

            await Task.WhenAny(
                Volatile.Read(ref _progress).Task, Task.Delay(s_holdUpMax, _layout.Clock));
        }
    }

    private void Run()
    {
        while (!_isEnding)
        {
            if (_isInMemory)
            {
                AnswerFromMemory();
                _signal.WaitOne(_lacksRoom ? s_roomEvery : Timeout.InfiniteTimeSpan);
                _isInMemory = !MayTryAgain();
                continue;
            }

            try
            {
                _book ??= new LiteBook(_layout, _durable, _written, _notice);
                Work(_book);
            }
            catch (Exception e)
            {
                Recover(e);
            }
        }

        try
        {
            _book?.Close();
        }
        catch (Exception)
        {
            // The next opening finds out, and goes on from what is there or makes the file again.
            _book?.Abandon();
        }

        while (TryNextQuestion(out var question))
        {
            question.Fail(new ObjectDisposedException(nameof(LiteTracking)));
        }

        _catchingUp.ForEach(waiter => waiter.Done.TrySetException(new ObjectDisposedException(nameof(LiteTracking))));
    }

    // One round: questions see everything that was there when it began.
    private void Work(LiteBook book)
    {
        var hasMore = false;
        foreach (var name in _advanced.Keys)
        {
            hasMore |= Follow(book, name);
        }

        // Questions wait for the first catching up, and after that for nothing.
        _isCaughtUp |= !hasMore;
        while (_isCaughtUp && TryNextQuestion(out var question))
        {
            _asked = question;
            Answer(book, question);
            _asked = null;
        }

        Interlocked.Exchange(ref _progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (book.WaitsFor == TimeSpan.Zero)
        {
            book.Write();
            _remedies.Worked();
        }

        if (!book.RemoveSome() && !hasMore && _questions.IsEmpty && _advanced.IsEmpty)
        {
            _signal.WaitOne(book.WaitsFor ?? Timeout.InfiniteTimeSpan);
        }
    }

    private bool Follow(LiteBook book, string name)
    {
        _advanced.TryRemove(name, out _);
        var hasMore = !_going.ContainsKey(name) && book.Follow(name);
        var position = book.Position(name);
        _positions[name] = position;
        if (hasMore)
        {
            _advanced.TryAdd(name, 0);
        }

        for (var i = _catchingUp.Count - 1; i >= 0; i--)
        {
            var waiter = _catchingUp[i];
            if (waiter.Name == name && (!hasMore || position >= waiter.Target))
            {
                _catchingUp.RemoveAt(i);
                waiter.Done.TrySetResult();
            }
        }

        return hasMore;
    }

    private static void Answer(LiteBook book, LiteQuestion question)
    {
        try
        {
            question.Answer(book);
        }
        catch (Exception e) when (e is not (TrackingDamageException or TrackingStallException))
        {
            question.Fail(e);
        }
    }

    private void Recover(Exception cause)
    {
        _book?.Abandon();
        _book = null;
        _isCaughtUp = false;
        _positions.Clear();
        foreach (var name in _layout.Experiments())
        {
            _advanced.TryAdd(name, 0);
        }

        var remedy = _remedies.For(cause);
        if (remedy == TrackingRemedy.DoWithout || (remedy == TrackingRemedy.MakeAgain
            && !TrackingFiles.TryMoveAside(_layout.Tracking, cause.Message, _notice)))
        {
            DoWithout(cause);
        }
    }

    private void DoWithout(Exception cause)
    {
        (_isInMemory, _lacksRoom) = (true, SystemError.IsFullDisk(cause));
        _withoutSince = TimeProvider.System.GetTimestamp();
        _catchingUp.ForEach(waiter => waiter.Done.TrySetResult());
        _catchingUp.Clear();
        if (!_hasSaidSo)
        {
            _hasSaidSo = true;
            _notice(_lacksRoom
                ? $"There is no room on the disk for '{_layout.Tracking}'; what is queried is kept in memory until "
                    + "there is. The journals are not affected."
                : $"'{_layout.Tracking}' cannot be used ({cause.Message}); what is queried is kept in memory until the "
                    + "store is opened again. The journals are not affected.");
        }
    }

    private bool MayTryAgain() => _lacksRoom
        && TimeProvider.System.GetElapsedTime(_withoutSince) >= s_roomEvery
        && Disk.FreeBytes(_layout.Tracking) >= RoomMin;

    private void AnswerFromMemory()
    {
        while (TryNextQuestion(out var question))
        {
            question.Answer(_memory);
        }
    }

    private bool TryNextQuestion([MaybeNullWhen(false)] out LiteQuestion question)
    {
        (question, _asked) = (_asked, null);
        return question is not null || _questions.TryDequeue(out question);
    }
}
