using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.AskTell;

/// <summary>
/// An experiment whose trials are trained by whoever holds this object: ask for a configuration, report what came of
/// it, act on the decision. The same machine, searchers and schedulers as in a node; nothing else: no thread, no clock,
/// no disk. Equal calls give equal answers.
/// </summary>
/// <remarks>
/// <para>What happens is added to <see cref="Journal"/>, from which the experiment can be taken up again. Whoever wants
/// it durable appends what <see cref="TakeEvents"/> gives before acting on an answer.</para>
/// <para>Trials may be worked on side by side; calls come one at a time. Not thread-safe.</para>
/// </remarks>
public sealed partial class AskTellLoop
{
    /// <summary>The trainable's name in specs of experiments that are asked and told.</summary>
    public const string Trainable = "ask-and-tell";

    private readonly List<ExperimentEvent> _events = [];
    private readonly bool _makesCheckpoints;
    private readonly string _host;
    private readonly int _processId;

    /// <summary>Begins an experiment in memory.</summary>
    /// <exception cref="InvalidExperimentException">The spec is wrong; the message names each field.</exception>
    public AskTellLoop(ExperimentSpec spec)
        : this(spec, new ExperimentState(), default, "memory", makesCheckpoints: true)
    {
    }

    /// <summary>Begins an experiment, or goes on with one.</summary>
    /// <param name="spec">What is asked for; may extend what there is.</param>
    /// <param name="state">The history folded; it is taken over.</param>
    /// <param name="now">The instant.</param>
    /// <param name="host">Who owns the session: a machine's name.</param>
    /// <param name="makesCheckpoints">Whether a report at a milestone that comes without a checkpoint gets one in name,
    /// for an owner that keeps the trials' states itself, so that it can be paused or copied.</param>
    /// <param name="processId">Which process owns the session.</param>
    /// <exception cref="InvalidExperimentException">The spec is wrong, or another one than that of the
    /// history.</exception>
    public AskTellLoop(
        ExperimentSpec spec, ExperimentState state, Moment now, string host, bool makesCheckpoints, int processId = 0)
    {
        (State, Now, _host, _processId, _makesCheckpoints) = (state, now, host, processId, makesCheckpoints);
        string[] problems = [.. spec.Problems()];
        if (problems.Length > 0)
        {
            throw new InvalidExperimentException(spec.Name, problems);
        }

        if (Step(new ExperimentCommand.Submit(Now, spec)) is Reply.Refused refused)
        {
            throw new InvalidExperimentException(spec.Name, [refused.Why]);
        }

        Step(new ExperimentCommand.OpenSession(Now, _host, processId));
    }

    /// <summary>The instant of the next calls, for limits of time. In memory it stands still unless set.</summary>
    public Moment Now { get; set; }

    /// <summary>The state of the experiment: its best result, counts, trials that are not over.</summary>
    public ExperimentState State { get; }

    /// <summary>Whether the state is what the events make it. False for good once an algorithm or a function of the
    /// space threw in the middle of a step: fold the journal anew. A call that is refused leaves it true.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>What has happened, in order, since the beginning or since <see cref="TakeEvents"/>.</summary>
    public IReadOnlyList<ExperimentEvent> Journal => _events;

    /// <summary>Whether the experiment is over: nothing will be asked any more.</summary>
    public bool IsOver => State.IsOver;

    /// <summary>What has happened since it was last taken; leaves the list empty.</summary>
    public IReadOnlyList<ExperimentEvent> TakeEvents()
    {
        ExperimentEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    /// <summary>
    /// The next trial to train: a new one, or one to go on with. Null if there is none now: the experiment is over or
    /// paused, or trials that are under way must be told of first.
    /// </summary>
    public AskedTrial? Ask()
    {
        var before = _events.Count;
        Step(new ExperimentCommand.Place(Now, _host, FreeSlot()));
        var started = _events.Skip(before).OfType<ExperimentEvent.AttemptStarted>().FirstOrDefault();
        if (started is null)
        {
            CloseIfOver();
            return null;
        }

        var trial = State.Live[started.Trial];
        return new AskedTrial(
            trial.Id, trial.Attempt, trial.Config, SeedOf(trial.Id), started.From,
            trial.LastDecision is Decision.CloneFrom clone && clone.Checkpoint == started.From ? clone.Donor : trial.Id,
            ExperimentMachine.Milestone(State, trial.Id));
    }

    /// <summary>Adds which program asks to the history of the session; does nothing once the experiment is over.
    /// </summary>
    public void Note(ProgramRecord program) => Step(new ExperimentCommand.NoteProgram(Now, program));

    /// <summary>Lets trials that failed for good be asked for again, also of an experiment that is over.</summary>
    /// <exception cref="InvalidOperationException">One of the trials has not failed; the message says which.
    /// </exception>
    public void RunAgain(SecondChance chance)
    {
        if (Step(new ExperimentCommand.Again(Now, chance)) is Reply.Refused refused)
        {
            throw new InvalidOperationException(refused.Why);
        }

        if (State is { IsOpen: false, IsOver: false })
        {
            Step(new ExperimentCommand.OpenSession(Now, _host, _processId));
        }
    }

    /// <summary>Does something by hand, as <see cref="ExperimentCommand.ByHand"/>. A trial under way that is to leave
    /// is told so with its next report.</summary>
    /// <param name="act">What is done.</param>
    /// <param name="by">Who does it, and under which key.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InvalidExperimentException">It was refused; the message says why.</exception>
    public ActReceipt Act(UserAct act, ActedBy by)
    {
        var reply = Step(new ExperimentCommand.ByHand(Now, act, by));
        if (reply is not Reply.Acted acted)
        {
            throw new InvalidExperimentException(State.Spec!.Name, [((Reply.Refused)reply).Why]);
        }

        if (State is { IsOpen: false, IsOver: false })
        {
            Step(new ExperimentCommand.OpenSession(Now, _host, _processId));
        }

        CloseIfOver();
        return acted.Receipt;
    }

    /// <summary>A report of a trial that is under way.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="iteration">Units of training done: above that of the last report.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="checkpoint">The state at this iteration, safe wherever the owner keeps such states; null for
    /// none.</param>
    /// <returns>Continue: train on. Anything else: the trial has been let go, and comes back with <see cref="Ask"/> if
    /// it goes on one day.</returns>
    /// <exception cref="InvalidOperationException">The trial is not under way, or the iteration does not rise.
    /// </exception>
    public Decision Report(TrialId trial, int iteration, MetricSet metrics, CheckpointRef? checkpoint = null)
    {
        var live = UnderWay(trial);
        if (checkpoint is null && _makesCheckpoints && iteration >= ExperimentMachine.Milestone(State, trial))
        {
            checkpoint = new CheckpointRef($"{trial.Number:x32}{iteration:x32}", Bytes: 0, iteration);
        }

        var reply = Step(new ExperimentCommand.Report(
            Now, trial, live.Attempt, live.Sequence + 1, iteration, metrics, checkpoint));
        if (reply is not Reply.Accepted accepted)
        {
            if (live.Leaving == Leaving.No)
            {
                throw new InvalidOperationException(((Reply.Refused)reply).Why);
            }

            // It was told to leave by hand meanwhile: what it reports comes too late.
            Leave(live);
            return live.LastDecision is Decision.Stop stop ? stop : new Decision.Stop(StopReason.Rule, State.Why);
        }

        if (live.Leaving != Leaving.No)
        {
            Leave(live);
        }
        else if (checkpoint is not null)
        {
            Step(new ExperimentCommand.DropCheckpoints(Now));
        }

        // Nothing was decided about this trial, but the experiment is over.
        return accepted.Decision is Decision.Continue && live.Status != TrialStatus.Running
            ? new Decision.Stop(StopReason.Rule, State.IsOver ? State.Why : "let go by hand")
            : accepted.Decision;
    }

    /// <summary>The next iteration at which a trial under way may be told something other than Continue;
    /// <see cref="int.MaxValue"/> for one that is not under way.</summary>
    public int MilestoneOf(TrialId trial) =>
        State.Live.TryGetValue(trial, out var live) && live.Status == TrialStatus.Running
            ? ExperimentMachine.Milestone(State, trial)
            : int.MaxValue;

    /// <summary>The trial has come to its end by itself.</summary>
    /// <exception cref="InvalidOperationException">It is not under way.</exception>
    public void Complete(TrialId trial) => End(UnderWay(trial), AttemptOutcome.Completed.Instance);

    /// <summary>The trial broke. It is asked for again if the failure policy of the experiment says so.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="why">One sentence.</param>
    /// <param name="kind">What sort of failure; with <see cref="FailureKind.Restore"/>, before the first report, the
    /// trial goes on from an older checkpoint.</param>
    /// <exception cref="InvalidOperationException">It is not under way.</exception>
    public void Fail(TrialId trial, string why, FailureKind kind = FailureKind.Exception) =>
        End(UnderWay(trial), new AttemptOutcome.Failed(kind, why, ""));

    /// <summary>Ends the experiment; what is under way is let go.</summary>
    public void Stop()
    {
        Step(new ExperimentCommand.Stop(Now));
        LeaveAll();
    }

    /// <summary>Leaves in good order: what is under way is let go, and asked for again when somebody goes on.</summary>
    public void Close()
    {
        if (State.IsOpen)
        {
            Step(new ExperimentCommand.Drain(Now));
            LeaveAll();
            Step(new ExperimentCommand.Drain(Now));
        }
    }
}
