using System.Text;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;
using Tune.Trainables.Commands;
using Tune.Trainables.Running;

namespace Tune.Trainables;

/// <summary>One execution of a program: its messages become reports, its other lines go to the log, orders to leave
/// reach it as a line on its input and a signal, and nothing of it is left at the end.</summary>
internal sealed class CommandRun : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly CommandOptions _options;
    private readonly ITrialChannel _channel;
    private readonly Reporter _reporter;
    private readonly CommandLog _log;
    private readonly string _folder;
    private readonly string _name;
    private readonly RunningProgram _program;
    private readonly AnswerLine _answers;
    private readonly CommandArtifacts _artifacts;
    private readonly CancellationTokenSource _grace = new();
    private int _isLeaving;
    private Exception? _broken;
    private string? _warning;
    private bool _hasReported;

    public CommandRun(
        CommandOptions options, TrialAssignment assignment, ITrialChannel channel, Reporter reporter, CommandLog log,
        CommandArtifacts artifacts)
    {
        (_options, _channel, _reporter, _log, _artifacts) = (options, channel, reporter, log, artifacts);
        _folder = assignment.Folder;
        _name = $"trial {assignment.Trial}.{assignment.Attempt}";
        _program = RunningProgram.Start(CommandEnvironment.Prepare(options, assignment, reporter.IsCheckpointDue));
        _answers = new AnswerLine(_program.Process.StandardInput, _name + " answers");
    }

    /// <summary>Runs until the program has ended and all it has said is dealt with.</summary>
    public AttemptOutcome ToEnd(CancellationToken kill)
    {
        using var end = _grace.Token.Register(_program.Kill);
        using var now = kill.Register(_program.Kill);
        using var leave = _channel.LeaveRequested.Register(() => Leave(_channel.Leaving));
        var output = new LineReader(_program.Process.StandardOutput.BaseStream);
        var errors = new LineReader(_program.Process.StandardError.BaseStream);
        var readers = new[]
        {
            (output, TrialThread.Run(_name + " output", () => Read(output, HandleOrLog))),
            (errors, TrialThread.Run(_name + " errors", () => Read(errors, LogError))),
        };
        _program.Process.WaitForExit();

        // Children it left behind would hold on to its output.
        _program.End();
        foreach (var (reader, task) in readers)
        {
            WaitFor(reader, task);
        }

        _artifacts.TakeAll();
        _log.Close();
        return Outcome(kill.IsCancellationRequested);
    }

    public void Dispose()
    {
        _program.End();
        _answers.Dispose();
        _grace.Dispose();
        _program.Dispose();
    }

    private AttemptOutcome Outcome(bool isKilled)
    {
        var tail = _log.Tail;
        if (_broken is { } broken)
        {
            return _reporter.Left(broken) ?? Failure.Of(broken, tail);
        }

        var code = _program.Process.ExitCode;
        if (code == 0 && _isLeaving == 0 && !isKilled && !_hasReported && _reporter.Iteration == 0
            && _warning is { } meant)
        {
            return new AttemptOutcome.Failed(FailureKind.Contract, "The program reported nothing. " + meant, tail);
        }

        return code == 0 || _isLeaving == 1 || isKilled
            ? _reporter.ReturnedAsync(mayHaveNoticed: true).GetAwaiter().GetResult()
            : CommandExit.Failed(_options.Program, code, tail);
    }

    private static bool Read(LineReader lines, LineAction action)
    {
        while (lines.Next(out var line))
        {
            action(line, lines.Dropped);
        }

        return true;
    }

    // Somebody who took the output and left the group may keep it open for ever. All there was to read has been read
    // when the reader has been in the same wait from one look to the next.
    private static void WaitFor(LineReader reader, Task<bool> task)
    {
        var seen = 0L;
        while (!task.Wait(Poll))
        {
            var waiting = reader.Waiting;
            if (waiting > 0 && waiting == seen)
            {
                return;
            }

            seen = waiting;
        }
    }

    private void HandleOrLog(ReadOnlySpan<byte> line, long dropped)
    {
        try
        {
            if (CommandMessage.Read(line) is not { } message)
            {
                _log.Add(line, dropped);
                WarnIfMeant(line, "since it has something else before or around it");
            }
            else if (_broken is null or TrialEndedException)
            {
                Handle(message);
            }
        }
        catch (TrialEndedException e)
        {
            _broken = e;
            Leave(e.Leaving);
        }
        catch (Exception e)
        {
            // What comes after the first mistake is only logged, but the pipe is still emptied.
            _broken ??= e;
            _log.Add(line, dropped);
            _log.Add(Encoding.UTF8.GetBytes(e.Message));
            _program.Kill();
        }
    }

    private void LogError(ReadOnlySpan<byte> line, long dropped)
    {
        _log.Add(line, dropped);
        WarnIfMeant(line, "since it came on standard error");
    }

    // Once is enough: the next lines will be of the same kind.
    private void WarnIfMeant(ReadOnlySpan<byte> line, string why)
    {
        if (_warning is null && MessageText.IsMeant(line)
            && Interlocked.CompareExchange(ref _warning, MessageText.Warning(line, why), null) is null)
        {
            _log.Add(Encoding.UTF8.GetBytes("warning: " + _warning));
        }
    }

    private void Handle(CommandMessage message)
    {
        _hasReported |= message.Metrics is not null;
        using var offer = message.Checkpoint is { } name ? CommandCheckpoint.Open(_folder, name) : null;
        var checkpoint = offer is null ? null : Checkpoint.From(offer.MoveTo);
        if (message.Metrics is null)
        {
            _reporter.SaveLateAsync(checkpoint!).GetAwaiter().GetResult();
            return;
        }

        // An order to leave may overtake a report on its way: the program has yet to hear of it, and may then save.
        var report = _reporter.ReportAsync(
            message.Metrics, checkpoint, message.Iteration, wait: false, mayStay: checkpoint is null);
        if (!report.IsCompletedSuccessfully)
        {
            report.AsTask().GetAwaiter().GetResult();
        }

        offer?.Clear();
        _artifacts.Look();
        if (_reporter.Told() is var how and not Leaving.No)
        {
            Leave(how);
        }
        else
        {
            _answers.Continue(_reporter.Iteration, _reporter.IsCheckpointDue);
        }
    }

    private void Leave(Leaving how)
    {
        if (Interlocked.Exchange(ref _isLeaving, 1) == 0)
        {
            _answers.Leave(how);
            _program.Ask();
            _grace.CancelAfter(_options.StopGrace);
        }
    }

    private delegate void LineAction(ReadOnlySpan<byte> line, long dropped);
}
