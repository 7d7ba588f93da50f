using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>
/// One turn of an experiment's loop: everything asked so far is decided, the events go to the journal as one unit, and
/// only then is anybody answered.
/// </summary>
internal sealed class Turn(OpenExperiment open, SlotHoldings slots, DutyBook duties, Gathering gathering)
{
    private readonly List<ExperimentEvent> _events = [];
    private readonly List<(IActorRef To, IWireMessage Answer)> _answers = [];
    private readonly List<Answer> _toUsers = [];
    private readonly List<CheckpointRef> _dropped = [];

    /// <summary>The one instant of all its commands.</summary>
    public Moment At { get; private set; } = open.Now();

    public ExperimentState State => open.State;

    public IReadOnlyList<ExperimentEvent> Events => _events;

    /// <summary>About how many characters people have written in it: notes, tags and the like.</summary>
    public int Written { get; set; }

    /// <summary>Under which its owner speaks.</summary>
    public OwnerEpoch Epoch => open.Epoch;

    /// <summary>Whether it may have changed what should run or leave.</summary>
    public bool ChangesDuties { get; private set; }

    /// <summary>Whether a checkpoint was saved.</summary>
    public bool Saved { get; private set; }

    /// <summary>Whether this turn has looked after the checkpoints of an experiment in which nothing is left to
    /// do.</summary>
    public bool Tidies { get; private set; }

    /// <summary>The digests of checkpoints that nobody holds any more.</summary>
    public IEnumerable<string> Deletable => _dropped
        .Select(checkpoint => checkpoint.Digest)
        .Distinct()
        .Where(digest => !State.Checkpoints.Holds(digest));

    /// <summary>Whether this owner's session is open.</summary>
    public bool HasSession => open.HasSession;

    /// <summary>Whether this turn has taken it over from an owner that is gone.</summary>
    public bool TakesOver { get; private set; }

    /// <summary>The nodes that go on under this owner, each with its agent for the experiment.</summary>
    public List<(IActorRef Agent, AttemptsHeld Held)> Joined { get; } = [];

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

    /// <summary>Drops what the policy does not keep, without a session: what an owner that ended too early has left, or
    /// one whose policy was another.</summary>
    public void Tidy()
    {
        Step(new ExperimentCommand.DropCheckpoints(At));
        Tidies = true;
    }

    /// <summary>
    /// Goes on with the session of an owner that is gone, in its place: its attempts are still there. That the term
    /// stays the same is safe: nodes and journal refuse what the last owner says by its epoch.
    /// </summary>
    public void TakeOver()
    {
        if (!HasSession)
        {
            open.StartSession();
            At = open.Now();
            TakesOver = true;
            if (!gathering.IsOn)
            {
                gathering.Begin();
            }
        }
    }

    /// <summary>Notes a node that runs nothing of this experiment.</summary>
    public void Miss(string node) => gathering.Miss(node);

    /// <summary>Notes a node that goes on under this owner.</summary>
    public void Join(IActorRef agent, AttemptsHeld held)
    {
        Joined.Add((agent, held));
        ChangesDuties = true;
    }

    /// <summary>Notes that a node has said all that it runs.</summary>
    /// <returns>Whether it did so for the first time: nothing new has been handed out yet.</returns>
    public bool Hear(string node) => gathering.Join(node);

    /// <summary>Whether an attempt that a node has is one that should be there.</summary>
    public bool IsRunning(HeldAttempt held, string node) =>
        State.Trials.TryGetValue(held.Trial, out var trial) && trial.Attempt == held.Attempt
        && trial.Status == TrialStatus.Running && trial.Where.Node == node;

    /// <summary>Takes attempts as told to the nodes, and their slots as held.</summary>
    public void Keep(IReadOnlyCollection<HeldAttempt> attempts)
    {
        slots.Add(attempts.SelectMany(held => held.Slots));
        slots.Rebuild(State);
        foreach (var held in attempts)
        {
            duties.Tell(held.Trial, held.Attempt, held.Leaving);
        }
    }

    /// <summary>
    /// Closes the session once nothing runs and nothing more is to come: the experiment is over, paused by the user, or
    /// being left. What the policy does not keep goes first: nobody comes back for it.
    /// </summary>
    public void CloseIfDone()
    {
        if (HasSession && State.Running == 0
            && (State.IsOver || State.IsDraining || State.Status == ExperimentStatus.Paused))
        {
            Step(new ExperimentCommand.DropCheckpoints(At));
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

    /// <summary>What a user's request came to.</summary>
    public void Answer(Answer answer) => _toUsers.Add(answer);

    /// <summary>Whether there are free slots that were not offered in this turn, because it has taken long enough.
    /// </summary>
    public bool OffersMore { get; private set; }

    /// <summary>Offers every free slot until nothing comes, or time is up. What a model takes to suggest a trial must
    /// not be waited for by the trials that are decided already, nor by reports.</summary>
    /// <param name="clock">Measures the time.</param>
    /// <param name="limit">No slot is offered after so long; one always is.</param>
    /// <returns>Whether there was something for every one that was offered.</returns>
    public bool Offer(TimeProvider clock, TimeSpan limit)
    {
        NoteSlots();
        var begun = clock.GetTimestamp();
        var offered = 0;
        while (slots.First() is { } free)
        {
            if (offered++ > 0 && clock.GetElapsedTime(begun) >= limit)
            {
                OffersMore = true;
                return true;
            }

            var (node, slot) = free;
            var before = State.Running;
            Step(new ExperimentCommand.Place(At, node, slot));
            if (State.Running == before)
            {
                return false;
            }
        }

        return true;
    }

    // What is owed counts as gone, so that trials that have more than one slot make room.
    private void NoteSlots()
    {
        if (!State.Exists || !ExperimentMachine.SharesSlots(State))
        {
            return;
        }

        var held = slots.Kept().GroupBy(key => key.Node, key => key.Slot).ToDictionary(
            node => node.Key, SlotSet.Of, StringComparer.Ordinal);
        foreach (var node in held.Keys.Union(State.SlotsHeld.Keys).Order(StringComparer.Ordinal).ToArray())
        {
            Step(new ExperimentCommand.HoldSlots(At, node, held.GetValueOrDefault(node)));
        }
    }

    /// <summary>Takes in a message of an attempt.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="isAgain">Whether it may have been taken in before, by an owner that is gone.</param>
    public TrialAnswer Take(TrialMessage message, bool isAgain)
    {
        if (isAgain && message is TrialMessage.End && !IsCurrent(message))
        {
            return AnswerTo(message, refused: null);
        }

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
    public void Reply(IActorRef self, RequestBook requests)
    {
        foreach (var answer in _toUsers)
        {
            requests.Answer(answer, self);
        }

        foreach (var (to, answer) in _answers)
        {
            to.Tell(answer, self);
        }
    }

    private TrialAnswer AnswerTo(TrialMessage message, Reply.Refused? refused)
    {
        if (!IsCurrent(message))
        {
            // Who has said its last word need not be told to leave.
            return new TrialAnswer(
                message is TrialMessage.End ? Leaving.No : Leaving.Stop, int.MaxValue, refused?.Why,
                refused?.IsFenced ?? false);
        }

        var trial = State.Trials[message.Trial];
        if (trial.Leaving != Leaving.No)
        {
            duties.Tell(trial.Id, trial.Attempt, trial.Leaving);
        }

        return new TrialAnswer(
            trial.Leaving, ExperimentMachine.Milestone(State, trial.Id), refused?.Why, refused?.IsFenced ?? false);
    }

    private bool IsCurrent(TrialMessage message) =>
        State.Trials.TryGetValue(message.Trial, out var trial) && trial.Attempt == message.Attempt
        && trial.Status == TrialStatus.Running;

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
