using Akka.Actor;
using Tune.Clustering.Nodes;
using Tune.Clustering.Wire;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>
/// One turn of an experiment's loop: everything asked so far is decided, the events go to the journal as one unit, and
/// only then is anybody answered.
/// </summary>
internal sealed class Turn(OpenExperiment open, SlotHoldings slots, DutyBook duties)
{
    private readonly List<ExperimentEvent> _events = [];
    private readonly List<(IActorRef To, IWireMessage Answer)> _answers = [];
    private readonly List<CheckpointRef> _dropped = [];

    /// <summary>The one instant of all its commands.</summary>
    public Moment At { get; private set; } = open.Now();

    public ExperimentState State => open.State;

    public IReadOnlyList<ExperimentEvent> Events => _events;

    /// <summary>What was taken in, to be taken in again if the events cannot be stored.</summary>
    public List<Asked> Asked { get; } = [];

    /// <summary>Whether it may have changed what should run or leave.</summary>
    public bool ChangesDuties { get; private set; }

    /// <summary>Whether a checkpoint was saved.</summary>
    public bool Saved { get; private set; }

    /// <summary>The digests of checkpoints that nobody holds any more.</summary>
    public IEnumerable<string> Deletable => _dropped
        .Select(checkpoint => checkpoint.Digest)
        .Distinct()
        .Where(digest => !State.Checkpoints.Holds(digest));

    /// <summary>Whether this owner's session is open.</summary>
    public bool HasSession => open.HasSession;

    /// <summary>Whether this turn has opened it.</summary>
    public bool OpensSession { get; private set; }

    /// <summary>Whether it is closed once the events are durable.</summary>
    public bool ClosesSession { get; private set; }

    /// <summary>Begins a session: what earlier ones were running is over.</summary>
    public void OpenSession(string host)
    {
        Step(new ExperimentCommand.OpenSession(At, host, Environment.ProcessId));
        open.StartSession();
        OpensSession = true;
        At = open.Now();
    }

    /// <summary>
    /// Closes the session once nothing runs and nothing more is to come: the experiment is over, paused by the user, or
    /// being left.
    /// </summary>
    public void CloseIfDone()
    {
        if (HasSession && State.Running == 0
            && (State.IsOver || State.IsDraining || State.Status == ExperimentStatus.Held))
        {
            Step(new ExperimentCommand.Drain(At));
            ClosesSession = true;
        }
    }

    public Reply Step(ExperimentCommand command)
    {
        var outcome = ExperimentMachine.Decide(State, command);
        foreach (var fact in outcome.Events)
        {
            slots.Follow(State, fact);
            ExperimentMachine.Apply(State, fact);
            Note(fact);
        }

        return outcome.Reply;
    }

    public void Answer(IActorRef to, IWireMessage answer)
    {
        if (!to.IsNobody())
        {
            _answers.Add((to, answer));
        }
    }

    /// <summary>Offers every free slot until nothing comes.</summary>
    /// <returns>Whether there was something for every one of them.</returns>
    public bool Offer()
    {
        while (slots.HasFree && slots.Owed == 0)
        {
            var (node, slot) = slots.First;
            var before = State.Running;
            Step(new ExperimentCommand.Place(At, node, slot));
            if (State.Running == before)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes in a message of an attempt.</summary>
    public TrialAnswer Take(TrialMessage message)
    {
        var reply = Step(message switch
        {
            TrialMessage.Report report => new ExperimentCommand.Report(
                At, report.Trial, report.Attempt, report.Sequence, report.Iteration, report.Metrics,
                report.Checkpoint),
            TrialMessage.Save save => new ExperimentCommand.SaveCheckpoint(
                At, save.Trial, save.Attempt, save.Checkpoint),
            TrialMessage.End end => new ExperimentCommand.EndAttempt(At, end.Trial, end.Attempt, end.Outcome),
            _ => throw new InvalidOperationException($"The message {message.GetType().Name} is not known."),
        });
        return AnswerTo(message, reply as Reply.Refused);
    }

    /// <summary>Sends the answers. Only to be called when the events are durable.</summary>
    public void Reply(IActorRef self)
    {
        foreach (var (to, answer) in _answers)
        {
            to.Tell(answer, self);
        }
    }

    private TrialAnswer AnswerTo(TrialMessage message, Reply.Refused? refused)
    {
        var isCurrent = State.Trials.TryGetValue(message.Trial, out var trial) && trial.Attempt == message.Attempt
            && trial.Status == TrialStatus.Running;
        if (!isCurrent)
        {
            return new TrialAnswer(Leaving.Stop, int.MaxValue, refused?.Why, refused?.IsFenced ?? false);
        }

        if (trial!.Leaving != Leaving.No)
        {
            duties.Tell(trial.Id, trial.Attempt, trial.Leaving);
        }

        return new TrialAnswer(
            trial.Leaving, ExperimentMachine.Milestone(State, trial.Id), refused?.Why, refused?.IsFenced ?? false);
    }

    private void Note(ExperimentEvent fact)
    {
        _events.Add(fact);
        switch (fact)
        {
            case ExperimentEvent.Reported or ExperimentEvent.Decided { Decision: Decision.Continue }:
                break;
            case ExperimentEvent.CheckpointSaved:
                Saved = true;
                break;
            case ExperimentEvent.CheckpointDropped dropped:
                _dropped.Add(dropped.Checkpoint);
                break;
            default:
                ChangesDuties = true;
                break;
        }
    }
}
