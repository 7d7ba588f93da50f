using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
    // Whatever the last owner was running ended with it: its processes hang on a pipe that the owner held.
    private static Outcome OpenSession(ExperimentState state, ExperimentCommand.OpenSession command)
    {
        var events = ImmutableArray.CreateBuilder<ExperimentEvent>();
        events.Add(new ExperimentEvent.SessionOpened(command.At, state.Term.Next, command.Host, command.ProcessId));
        var lost = new AttemptOutcome.Lost("the session that ran it ended");
        events.AddRange(Endings(state, state.RunningInOrder, lost, command.At));
        return Outcome.Of(events.ToImmutable());
    }

    private static Outcome NoteProgram(ExperimentState state, ExperimentCommand.NoteProgram note) => state.IsOpen
        ? Outcome.Of(new ExperimentEvent.ProgramSeen(note.At, note.Program.Bounded()))
        : Outcome.None;

    private static Outcome Drain(ExperimentState state, ExperimentCommand.Drain command)
    {
        var events = ImmutableArray.CreateBuilder<ExperimentEvent>(2);
        if (state.IsOpen && !state.IsDraining)
        {
            events.Add(new ExperimentEvent.DrainStarted(command.At));
        }

        if (state.IsOpen && state.Running == 0)
        {
            events.Add(new ExperimentEvent.SessionClosed(command.At));
        }

        return Outcome.Of(events.ToImmutable());
    }

    private static Outcome Pause(ExperimentState state, ExperimentCommand.Pause command) => state.Status switch
    {
        ExperimentStatus.Active => Outcome.Of(new ExperimentEvent.Paused(command.At)),
        ExperimentStatus.Paused => Outcome.None,
        _ => Outcome.Refuse($"The experiment is over ({state.Status}); there is nothing to pause."),
    };

    private static Outcome StopAll(ExperimentState state, ExperimentCommand.Stop command) => state.Status switch
    {
        ExperimentStatus.Active or ExperimentStatus.Paused => Outcome.Of(
            new ExperimentEvent.Ended(command.At, ExperimentStatus.Stopped, "stopped by the user")),
        ExperimentStatus.Stopped => Outcome.None,
        _ => Outcome.Refuse($"The experiment is over already ({state.Status})."),
    };
}
