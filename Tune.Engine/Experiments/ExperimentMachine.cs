using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// The rules of an experiment. <see cref="Decide"/> answers a command with events and changes nothing;
/// <see cref="Apply"/> folds one event into the state; <see cref="Outstanding"/> says what the outside world should be
/// doing. All three are synchronous, look at no clock and draw no ambient chance: equal inputs give equal outputs.
/// </summary>
/// <remarks>
/// The owner's loop is: for each command Decide and Apply, then append the events of all of them durably as one unit,
/// then reply and see to what is outstanding. Nothing is acknowledged before it is stored; if the append fails, the
/// state has run ahead of the journal and is thrown away for one folded from the journal anew.
/// </remarks>
public static partial class ExperimentMachine
{
    /// <summary>What follows from a command in this state. Total: a command that makes no sense is refused.</summary>
    public static Outcome Decide(ExperimentState state, ExperimentCommand command) => command switch
    {
        ExperimentCommand.Submit submit => Submit(state, submit),
        _ when !state.Exists => Outcome.Refuse("There is no such experiment."),
        ExperimentCommand.Report report => Report(state, report),
        ExperimentCommand.Place place => Place(state, place),
        ExperimentCommand.HoldSlots hold => HoldSlots(state, hold),
        ExperimentCommand.EndAttempt end => EndAttempt(state, end),
        ExperimentCommand.SaveCheckpoint save => SaveCheckpoint(state, save),
        ExperimentCommand.Tick tick => Tick(state, tick),
        ExperimentCommand.DropCheckpoints drop => DropCheckpoints(state, drop),
        ExperimentCommand.OpenSession open => OpenSession(state, open),
        ExperimentCommand.NoteProgram note => NoteProgram(state, note),
        ExperimentCommand.Drain drain => Drain(state, drain),
        ExperimentCommand.Pause pause => Pause(state, pause),
        ExperimentCommand.Stop stop => StopAll(state, stop),
        ExperimentCommand.StopTrial stop => StopTrial(state, stop),
        ExperimentCommand.ByHand act => ByHand(state, act),
        ExperimentCommand.Again again => Again(state, again),
        _ => Outcome.Refuse($"The command {command.GetType().Name} is not known."),
    };

    /// <summary>Decides and applies: for shells that append the returned events before they act on them.</summary>
    public static Outcome Step(ExperimentState state, ExperimentCommand command)
    {
        var outcome = Decide(state, command);
        foreach (var fact in outcome.Events)
        {
            Apply(state, fact);
        }

        return outcome;
    }

    /// <summary>The state after a history.</summary>
    public static ExperimentState Replay(IEnumerable<ExperimentEvent> history) =>
        history.Aggregate(new ExperimentState(), Apply);

    /// <inheritdoc cref="Replay" />
    public static async ValueTask<ExperimentState> ReplayAsync(
        IAsyncEnumerable<ExperimentEvent> history, CancellationToken cancellation = default)
    {
        var state = new ExperimentState();
        await foreach (var fact in history.WithCancellation(cancellation).ConfigureAwait(false))
        {
            state = Apply(state, fact);
        }

        return state;
    }

    /// <summary>
    /// What should be going on outside: which attempts should run and which should be leaving, in the order of their
    /// trials' numbers. A list of this moment: it may be worked through while the state goes on.
    /// </summary>
    public static IEnumerable<Duty> Outstanding(ExperimentState state) =>
        [.. state.RunningInOrder.Select<TrialState, Duty>(trial => trial.Leaving == Leaving.No
            ? new Duty.Run(
                trial.Id, trial.Attempt, trial.Where, trial.Config, trial.Checkpoint, Milestone(state, trial.Id))
            : new Duty.Leave(trial.Id, trial.Attempt, trial.Where, trial.Leaving))];

    /// <summary>
    /// The next iteration at which a running trial may be told something other than Continue. Its report must wait for
    /// the answer and carry a checkpoint; earlier ones need not.
    /// </summary>
    public static int Milestone(ExperimentState state, TrialId id)
    {
        var trial = state.Live[id];
        var iteration = Math.Max(trial.Iteration, trial.AttemptIteration);
        if (iteration == int.MaxValue)
        {
            return int.MaxValue;
        }

        return trial.StandingPause > 0 ? Math.Max(trial.StandingPause, trial.AttemptIteration + 1) : Math.Min(
            state.Scheduler.NextMilestone(id, iteration),
            state.Stopper?.NextMilestone(iteration) ?? int.MaxValue);
    }
}
