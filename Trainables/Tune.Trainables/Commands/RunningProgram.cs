using System.Diagnostics;
using Tune.Processes;

namespace Tune.Trainables.Commands;

/// <summary>A started program and everything it starts in turn: none of it outlives the attempt, nor this
/// process.</summary>
internal sealed class RunningProgram : IDisposable
{
    // Between its start and the moment from which it is watched a program could get away. So it waits for a line, which
    // does not come if this process dies before.
    private const string Wait = "read -r go && exec \"$@\"";
    private const int RoundsMax = 10;
    private readonly ProcessGroup _group;
    private readonly IDisposable _watch;

    private RunningProgram(Process process, ProcessMark mark, bool leads)
    {
        Process = process;
        _watch = DeathWatch.Over(process.Id, mark);
        _group = new ProcessGroup(process, mark, leads, isKept: leads);
    }

    public Process Process { get; }

    /// <summary>Starts it, in a session of its own where the system offers that.</summary>
    /// <param name="start">What to start; its input must be redirected.</param>
    public static RunningProgram Start(ProcessStartInfo start)
    {
        var mark = ProcessMark.New();
        mark.Put(start);
        if (Programs.Session is not { } session)
        {
            return new RunningProgram(Process.Start(start)!, mark, leads: false);
        }

        var arguments = start.ArgumentList;
        foreach (var word in (string[])[start.FileName, Programs.Shell, Wait, "-c", Programs.Shell])
        {
            arguments.Insert(0, word);
        }

        start.FileName = session;
        var program = new RunningProgram(Process.Start(start)!, mark, leads: true);
        program.Go();
        return program;
    }

    /// <summary>Asks it to leave. On Windows there is no such signal, and only the message on its input
    /// tells.</summary>
    public void Ask() => _group.Ask();

    /// <summary>Ends it and its group, now. Harmless when all of them are gone.</summary>
    public void Kill() => _group.Kill();

    /// <summary>Ends it and whatever it has started, in sessions of their own too.</summary>
    public void End()
    {
        _group.Kill();
        for (var round = 0; round < RoundsMax && _group.KillOthers() > 0; round++)
        {
            // One that is dying may just have started another one.
        }
    }

    public void Dispose()
    {
        _group.Dispose();
        _watch.Dispose();
        Process.Dispose();
    }

    private void Go()
    {
        try
        {
            Process.StandardInput.Write("go\n");
            Process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended already; what it was told no longer matters.
        }
    }
}
