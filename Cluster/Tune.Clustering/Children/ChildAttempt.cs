using System.Threading.Channels;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Logs;
using Tune.Clustering.Protocol;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>
/// The node's end of one attempt in a child process: passes on what comes from either side, in order.
/// </summary>
internal sealed class ChildAttempt
{
    private readonly Child _child;
    private readonly ChildOrder _order;
    private readonly ITrialChannel _channel;
    private readonly ChildClock _clock;
    private readonly TaskCompletionSource<AttemptOutcome?> _ended =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Handover> _arrived = Channel.CreateUnbounded<Handover>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Channel<Task<TrialAnswer>> _asked = Channel.CreateUnbounded<Task<TrialAnswer>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private volatile bool _hasStarted;

    public ChildAttempt(Child child, ChildOrder order, ITrialChannel channel, TimeSpan silenceMax)
    {
        (_child, _order, _channel) = (child, order, channel);
        _clock = new ChildClock(order.Limits, silenceMax, order.Assignment.FromIteration);
    }

    public bool HasMemoryLimit => _order.Limits.MemoryBytes is not null;

    /// <summary>Whether it ended because its caller called it off.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Runs it; null if a process that was kept from before died without taking it on.</summary>
    public async Task<AttemptOutcome?> RunAsync(CancellationToken cancellation)
    {
        var message = _order.ToMessage();
        _child.Begin(this, _order.Log);
        try
        {
            _child.Send(FrameKind.Assign, message, static (frame, it) => it.Write(frame));
            using var leave = _channel.LeaveRequested.Register(() => Leave(_channel.Leaving));
            using var kill = cancellation.Register(() => _child.Kill("It was called off."));
            return await ToEndAsync(cancellation);
        }
        catch (Exception e) when (e is FrameException or InvalidDataException)
        {
            return Fail(FailureKind.Contract, e.Message);
        }
        finally
        {
            _child.End();
        }
    }

    /// <summary>Takes a report from the child.</summary>
    public void Take(TrialReport report)
    {
        if (!_clock.Received(report))
        {
            throw new FrameException($"More than {ReportWindow.Reports} reports are waiting for their answers.");
        }

        _arrived.Writer.TryWrite(new Handover.Report(report));
    }

    /// <summary>Takes anything else from the child.</summary>
    public void Take(FrameKind kind, ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        switch (kind)
        {
            case FrameKind.Started:
                _hasStarted = true;
                break;
            case FrameKind.Save:
                var save = new Handover.Save(reader.Text(), reader.Small());
                _clock.SaveBegins();
                _arrived.Writer.TryWrite(save);
                break;
            case FrameKind.Keep:
                _arrived.Writer.TryWrite(new Handover.Keep(reader.Text(), reader.Text()));
                break;
            case FrameKind.Stalled:
                var why = reader.Text();
                _clock.Stalled(why.Length > 0);
                _channel.Stalled(why.Length > 0 ? why : null);
                break;
            case FrameKind.Log:
                _order.Log.Add(reader.Text());
                break;
            case FrameKind.Ended:
                _ended.TrySetResult(OutcomeCodec.Read(content));
                break;
            default:
                throw new FrameException($"A child process sent a message of the unknown kind {(int)kind}.");
        }
    }

    /// <summary>Nothing more will come from the child.</summary>
    public void Gone() => _ended.TrySetResult(null);

    /// <summary>Forgets silences that were this process's own.</summary>
    public void Excuse()
    {
        _child.Excuse();
        _clock.Excuse();
    }

    public void Recount(ProcessSnapshot table) => _child.Group.Recount(table);

    /// <summary>Kills the child if it has been silent or large for too long.</summary>
    public void Check(TimeSpan since, bool countsMemory)
    {
        if (_ended.Task.IsCompleted)
        {
            return;
        }

        if (_clock.Look(since, _child.SilentFor) is { } reason)
        {
            _child.Kill(reason);
            if (_clock.IsLeaving)
            {
                _order.Notice(reason);
            }
        }
        else if (countsMemory && _order.Limits.MemoryBytes is { } most
            && _child.Group.ResidentBytes() is var used && used > most)
        {
            _clock.IsTooLarge = true;
            _child.Kill($"The attempt used {used / 1048576.0:F0} MiB of memory; {most / 1048576.0:F0} MiB are "
                + "allowed.");
        }
    }

    private async Task<AttemptOutcome?> ToEndAsync(CancellationToken cancellation)
    {
        var handing = HandOverAsync(cancellation);
        var answering = AnswerAsync();
        var outcome = await _ended.Task;
        _arrived.Writer.TryComplete();

        // What the child said before its end is passed on first, but answers to it have nobody left to go to.
        await handing;
        _asked.Writer.TryComplete();
        _ = answering.ContinueWith(
            static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        if (outcome is null)
        {
            return await DiedAsync(cancellation);
        }

        await _child.Output.DrainAsync(isAlive: true);
        return outcome is AttemptOutcome.Failed failed ? WithTail(failed) : outcome;
    }

    private async Task HandOverAsync(CancellationToken cancellation)
    {
        await foreach (var next in _arrived.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                switch (next)
                {
                    case Handover.Report report:
                        _asked.Writer.TryWrite(await _channel.SendAsync(report.It, cancellation));
                        break;
                    case Handover.Save save:
                        await SaveAsync(save.Folder, save.Iteration, cancellation);
                        break;
                    case Handover.Keep keep:
                        await KeepAsync(keep.Path, keep.File, cancellation);
                        break;
                }
            }
            catch (Exception e)
            {
                _asked.Writer.TryWrite(Task.FromException<TrialAnswer>(e));
            }
        }
    }

    private async Task SaveAsync(string folder, int iteration, CancellationToken cancellation)
    {
        try
        {
            await _channel.SaveAsync(folder, iteration, cancellation);
            _clock.SaveEnds(iteration);
            _child.Send(FrameKind.Saved, 0, static (_, _) => { });
        }
        catch (Exception e)
        {
            _clock.SaveEnds(null);
            _child.Send(FrameKind.SaveFailed, e, AnswerCodec.WriteFailure);
        }
    }

    private async Task KeepAsync(string path, string file, CancellationToken cancellation)
    {
        // However long the disk takes, and where it is full until there is room.
        _clock.Stalled(true);
        try
        {
            await _channel.KeepAsync(path, file, cancellation);
            _child.Send(FrameKind.Kept, 0, static (_, _) => { });
        }
        catch (Exception e)
        {
            _child.Send(FrameKind.KeepFailed, e, AnswerCodec.WriteFailure);
        }
        finally
        {
            _clock.Stalled(false);
        }
    }

    private async Task AnswerAsync()
    {
        await foreach (var task in _asked.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                var answer = task.IsCompletedSuccessfully ? task.Result : await task;
                _clock.Answered(answer);
                if (!_ended.Task.IsCompleted)
                {
                    _child.Send(FrameKind.Answer, answer, AnswerCodec.Write);
                }
            }
            catch (Exception e)
            {
                _clock.Answered(null);
                if (!_ended.Task.IsCompleted)
                {
                    _child.Send(FrameKind.AnswerFailed, e, AnswerCodec.WriteFailure);
                }
            }
        }
    }

    private void Leave(Leaving how)
    {
        _clock.Told(how);
        _child.Send(FrameKind.Leave, how, static (frame, order) => frame.Byte((byte)order));
    }

    private async Task<AttemptOutcome?> DiedAsync(CancellationToken cancellation)
    {
        if (!_hasStarted && _child.Attempts > 1 && _child.KilledFor is null)
        {
            return null;
        }

        var exit = await _child.ExitAsync();
        await _child.Output.DrainAsync(isAlive: false);
        if (_child.Broken is { } broken)
        {
            return Fail(FailureKind.Crash, $"The child process broke the protocol: {broken.Message}");
        }

        if (_child.KilledFor is not { } reason)
        {
            return Fail(exit.Kind, exit.Message);
        }

        IsCancelled = cancellation.IsCancellationRequested && !_clock.IsTooLarge && !_clock.IsHung;
        return _clock.Killed(IsCancelled) ?? Fail(
            _clock.IsTooLarge ? FailureKind.OutOfMemory : FailureKind.Hang, reason);
    }

    private AttemptOutcome.Failed Fail(FailureKind kind, string message) => WithTail(new(kind, message, ""));

    // The child knows what its code logged; here is also what was printed.
    private AttemptOutcome.Failed WithTail(AttemptOutcome.Failed failed) =>
        _order.Log.Tail is { Length: > 0 } tail ? failed with { LogTail = tail } : failed;

    /// <summary>What the child has handed over, to be dealt with in this order.</summary>
    private abstract record Handover
    {
        public sealed record Report(TrialReport It) : Handover;

        public sealed record Save(string Folder, int Iteration) : Handover;

        public sealed record Keep(string Path, string File) : Handover;
    }
}
