using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;
using Tune.Trainables.Running;

namespace Tune.Trainables;

/// <summary>
/// One attempt's side of the conversation with its experiment. Reports below the milestone are handed over and their
/// answers read when they happen to be there; a report at the milestone waits for all answers, so that no decision is
/// acted on late. Told to leave, it sees that everything under way is answered, saves if that is called for, and
/// unwinds the training code.
/// </summary>
/// <remarks>Awaits here never come back to the caller's context: training code may block on the calls.</remarks>
internal sealed class Reporter(
    TrialAssignment assignment, ITrialChannel channel, TimeProvider clock, CancellationToken kill)
{
    private static readonly TimeSpan RoomEvery = TimeSpan.FromSeconds(1);

    private readonly CheckpointSchedule _schedule = new(assignment.Checkpoints, clock, assignment.FromIteration);
    private readonly Queue<(int Iteration, Task<TrialAnswer> Answer)> _unanswered = new();
    private int _busy;
    private int _sequence;
    private int _acknowledged = assignment.FromIteration;
    private int _saved = assignment.FromIteration;
    private Leaving _told;
    private bool _isFenced;
    private bool _hasLingered;
    private string? _refused;
    private Leaving? _ended;

    /// <summary>The last reported iteration, or the one started from.</summary>
    public int Iteration { get; private set; } = assignment.FromIteration;

    /// <summary>The next iteration whose report waits for its answer and carries a checkpoint.</summary>
    public int Milestone { get; private set; } = assignment.Milestone;

    /// <summary>Whether the next report's checkpoint would be written.</summary>
    public bool IsCheckpointDue => Told() != Leaving.No || _schedule.IsDue(Iteration + 1, Milestone);

    /// <summary>Whether and how the attempt should leave: by an answer, or by the channel.</summary>
    public Leaving Told() => _told != Leaving.No ? _told : channel.Leaving;

    /// <summary>Hands a report over; with <paramref name="wait"/>, ends when it is durable.</summary>
    /// <param name="metrics">What was measured.</param>
    /// <param name="checkpoint">The state at this iteration, if it can be had.</param>
    /// <param name="iteration">Null for the next.</param>
    /// <param name="wait">Whether to wait for the answer below the milestone too.</param>
    /// <param name="mayStay">Whether an interrupt is no reason yet to unwind the training code.</param>
    public async ValueTask ReportAsync(
        MetricSet metrics, Checkpoint? checkpoint, int? iteration, bool wait, bool mayStay = false)
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1)
        {
            throw new InvalidOperationException(
                "A report is still under way: reports come one after another, so await each before the next.");
        }

        try
        {
            ThrowIfEnded();
            var reached = Next(iteration);
            var told = Told();
            if (told is Leaving.Stop or Leaving.Clone || kill.IsCancellationRequested)
            {
                await LeaveAsync(null).ConfigureAwait(false);
            }

            var isDue = told != Leaving.No || _schedule.IsDue(reached, Milestone);
            var folder = isDue ? await WriteAsync(checkpoint, reached).ConfigureAwait(false) : null;
            await SendAsync(metrics, reached, folder).ConfigureAwait(false);
            await AnswersAsync(all: wait || told != Leaving.No || reached >= Milestone).ConfigureAwait(false);
            if (_refused is not null || Leaves(mayStay || MayLinger(checkpoint)) || kill.IsCancellationRequested)
            {
                await LeaveAsync(checkpoint).ConfigureAwait(false);
            }
        }
        catch (CheckpointException full) when (MustNotWait(full))
        {
            // This report is not made: the trial makes it again after its last checkpoint.
            channel.Log(full.Message);
            await LeaveAsync(null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (kill.IsCancellationRequested && _ended is null)
        {
            _ended = Why();
            ThrowIfEnded();
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Saves the state at the last report for an attempt that is leaving and will go on one day. Does nothing
    /// for one that is not, or whose state is saved already.</summary>
    public async Task SaveLateAsync(Checkpoint checkpoint)
    {
        await AnswersAsync(all: true).ConfigureAwait(false);
        var how = _ended ?? Told();
        if (_refused is null && MaySave(checkpoint, how))
        {
            await SaveAsync(checkpoint, how).ConfigureAwait(false);
        }
    }

    /// <summary>The outcome after the training code returned without being unwound.</summary>
    /// <param name="mayHaveNoticed">Whether it could have seen by itself that it should leave.</param>
    public async Task<AttemptOutcome> ReturnedAsync(bool mayHaveNoticed)
    {
        if (Volatile.Read(ref _busy) == 1)
        {
            return new AttemptOutcome.Failed(
                FailureKind.Contract, "The training code returned during a report; await every report.", "");
        }

        if (kill.IsCancellationRequested)
        {
            return Outcome();
        }

        await AnswersAsync(all: true).ConfigureAwait(false);
        if (_refused is not null)
        {
            return new AttemptOutcome.Failed(FailureKind.Contract, _refused, "");
        }

        // A stop or a clone takes no notice of whether there was more to do. Otherwise the code has come to its end,
        // unless it looked whether it should leave: then its return may just be the polite way out.
        var told = Told();
        var leaves = _ended is not null || _isFenced || told is Leaving.Stop or Leaving.Clone
            || (mayHaveNoticed && told != Leaving.No);
        return leaves ? Outcome() : AttemptOutcome.Completed.Instance;
    }

    /// <summary>The outcome after an exception if that is only how the attempt left as told; null if it
    /// broke.</summary>
    public AttemptOutcome? Left(Exception exception)
    {
        var isLeaving = _ended is not null || kill.IsCancellationRequested
            || (exception is OperationCanceledException && Told() != Leaving.No);
        return _refused is null && isLeaving ? Outcome() : null;
    }

    private AttemptOutcome Outcome() => (_ended ?? Why()) == Leaving.Interrupt
        ? AttemptOutcome.Interrupted.Instance
        : AttemptOutcome.Obeyed.Instance;

    private bool Leaves(bool mayStay) =>
        _isFenced || Told() is var told && told != Leaving.No && !(mayStay && told == Leaving.Interrupt);

    // Without a checkpoint of this report all work since the last one would be lost, and it may have been the last
    // report there is: who then returns has completed. The next report unwinds.
    private bool MayLinger(Checkpoint? checkpoint)
    {
        if (checkpoint is not null || _hasLingered || Told() != Leaving.Interrupt)
        {
            return false;
        }

        return _hasLingered = true;
    }

    // Fenced or killed without an order: somebody else has decided, and the trial will go on elsewhere.
    private Leaving Why() => Told() is var told and not Leaving.No ? told : Leaving.Interrupt;

    private void ThrowIfEnded()
    {
        if (_refused is not null)
        {
            throw new InvalidReportException(_refused);
        }

        if (_ended is { } how)
        {
            throw new TrialEndedException(how);
        }
    }

    private int Next(int? given)
    {
        var next = given ?? checked(Iteration + 1);
        return next > Iteration
            ? next
            : throw new InvalidReportException(
                $"A report for iteration {next} after iteration {Iteration}: iterations must rise from report to report"
                + (_sequence == 0 && Iteration > 0 ? ", on from the restored checkpoint." : "."));
    }

    private async ValueTask<string?> WriteAsync(Checkpoint? checkpoint, int iteration)
    {
        if (checkpoint is null)
        {
            return null;
        }

        var folder = await WrittenAsync(checkpoint, iteration).ConfigureAwait(false);
        if (folder is null)
        {
            channel.Log($"The checkpoint of iteration {iteration} wrote no file and is not kept.");
            return null;
        }

        _schedule.Taken(iteration);
        _saved = iteration;
        return folder;
    }

    // A full disk pauses, it does not end: the training code waits until its checkpoint fits, unless it has to leave.
    private async ValueTask<string?> WrittenAsync(Checkpoint checkpoint, int iteration)
    {
        var isStalled = false;
        try
        {
            while (true)
            {
                try
                {
                    return await CheckpointWriter.WriteAsync(checkpoint, assignment.Folder, iteration)
                        .ConfigureAwait(false);
                }
                catch (CheckpointException e) when (SystemError.IsFullDisk(e) && !MustNotWait(e))
                {
                    isStalled = true;
                    channel.Stalled($"There is no room on the disk for its checkpoint of iteration {iteration}.");
                }

                await Task.Delay(RoomEvery, clock, kill).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isStalled)
            {
                channel.Stalled(null);
            }
        }
    }

    // A pause is worth nothing without its checkpoint; whoever leaves for another reason goes without.
    private bool MustNotWait(CheckpointException full) => SystemError.IsFullDisk(full)
        && (_isFenced || Told() is not (Leaving.No or Leaving.Pause));

    private async ValueTask SendAsync(MetricSet metrics, int iteration, string? folder)
    {
        var report = new TrialReport(checked(_sequence + 1), iteration, metrics, folder);
        var answer = await channel.SendAsync(report, kill).ConfigureAwait(false);
        _sequence = report.Sequence;
        Iteration = iteration;
        _unanswered.Enqueue((iteration, answer));
    }

    private async ValueTask AnswersAsync(bool all)
    {
        while (_unanswered.TryPeek(out var next) && (all || next.Answer.IsCompleted))
        {
            _unanswered.Dequeue();
            var answer = await next.Answer.WaitAsync(kill).ConfigureAwait(false);
            if (answer.Leaving != Leaving.No)
            {
                _told = answer.Leaving;
            }

            if (answer.Refused is null)
            {
                Milestone = answer.Milestone;
                _acknowledged = next.Iteration;
            }
            else if (answer.IsFenced)
            {
                _isFenced = true;
                _told = Why();
            }
            else
            {
                _refused ??= $"The report of iteration {next.Iteration} was refused: {answer.Refused}";
            }
        }
    }

    private async ValueTask LeaveAsync(Checkpoint? checkpoint)
    {
        if (!kill.IsCancellationRequested)
        {
            await AnswersAsync(all: true).ConfigureAwait(false);
        }

        if (_refused is null)
        {
            var how = Why();
            if (MaySave(checkpoint, how))
            {
                await SaveAsync(checkpoint, how).ConfigureAwait(false);
            }

            _ended = how;
        }

        ThrowIfEnded();
    }

    private async ValueTask SaveAsync(Checkpoint? checkpoint, Leaving how)
    {
        try
        {
            if (await WriteAsync(checkpoint, Iteration).ConfigureAwait(false) is { } folder)
            {
                await channel.SaveAsync(folder, Iteration, kill).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (how == Leaving.Interrupt && e is CheckpointException or StorageException)
        {
            // To make room is more urgent: the trial goes on later from the checkpoint before.
            channel.Log(e.Message);
        }
    }

    // Only the state right after a report that is in the journal has an iteration to be resumed at.
    private bool MaySave(Checkpoint? checkpoint, Leaving how) =>
        checkpoint is not null && how is Leaving.Pause or Leaving.Interrupt && !_isFenced
        && _saved != Iteration && _acknowledged == Iteration && !kill.IsCancellationRequested;
}
