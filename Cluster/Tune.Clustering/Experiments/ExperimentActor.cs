using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Experiments;

/// <summary>
/// Owns one experiment: passes what users, nodes and the keeper of the slots say to those who deal with it, and sees
/// that nothing is answered before it is durable. Light and rebuilt from its journal; what it is running never moves
/// with it.
/// </summary>
/// <remarks>
/// Receives are in this file, what users ask in <c>ExperimentActor.Requests.cs</c>, the loop around
/// <see cref="AppendPump{TAsked, TTurn}"/> in <c>ExperimentActor.Turns.cs</c>, what follows from a turn in
/// <c>ExperimentActor.Effects.cs</c>, what becomes of the nodes when an owner is gone in
/// <c>ExperimentActor.Nodes.cs</c>, and of everything while the disk is full in <c>ExperimentActor.Stalls.cs</c>.
/// An exception ends the actor and its attempts: another try with the same state would only break again. If it is
/// ended from outside, its attempts go on and the next one takes them over; if another owner has come, it leaves
/// without a word to anybody.
/// </remarks>
internal sealed partial class ExperimentActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ClaimAgainEvery = TimeSpan.FromSeconds(5);

    // Who tags one trial after the other has the journal opened once. Nobody waits for that: another owner that opens
    // it has the higher epoch, and here nothing is under way.
    private static readonly TimeSpan LingerFor = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly ExperimentParts _parts;
    private readonly AppendPump<Asked, Turn> _pump = new();
    private readonly NodeRoster _roster = new();
    private readonly Gathering _gathering = new();
    private readonly SlotDesk _desk;
    private readonly DutyBook _duties = new();
    private readonly Subscribers _subscribers = new();
    private readonly RequestBook _requests = new();
    private readonly LeavingJournals _leaving;
    private OpenExperiment? _open;
    private OwnerEpoch _epoch;
    private long? _handWork;

    public ExperimentActor(string name, ExperimentParts parts)
    {
        _name = name;
        _parts = parts;
        _leaving = LeavingJournals.Of(Context.System);
        _desk = new SlotDesk(name, () => _epoch, message => parts.Slots.Tell(message));
        Receive<ExperimentRequest>(Take);
        Receive<Subscribe>(_ => Subscribe());
        Receive<Unsubscribe>(_ => Unsubscribe(Sender));
        Receive<ReportBatch>(Take);
        Receive<AttemptsHeld>(held => Ask(new Asked.Rejoin(Sender, held)));
        Receive<AttemptsLost>(lost => Ask(new Asked.NodeGone(lost.Node)));
        Receive<NodesFound>(Find);
        Receive<OrdersRefused>(Audit);
        Receive<Superseded>(Succeeded);
        Receive<AttemptStalled>(Stalled);
        Receive<NodeNotice>(notice => _subscribers.Tell(new ExperimentNotice(_name, notice.Text)));
        Receive<SlotsGranted>(Grant);
        Receive<GiveBackSlots>(GiveBack);
        Receive<AskHoldings>(TellHoldings);
        Receive<SlotsPending>(pending => _desk.Pending = pending.Why);
        Receive<ProgramKnown>(NoteProgram);
        Receive<Tick>(_ => Passed());
        Receive<ClaimAgain>(_ => Claim(again: true));
        Receive<Opened>(IsOpen);
        Receive<NotThere>(missing => IsNotThere(missing.Why));
        Receive<OpenFailed>(failed => CannotOpen(failed.Why));
        Receive<Reopen>(_ => OpenAgain());
        Receive<AskAgain>(_ => AskNodes());
        Receive<Durable>(IsDurable);
        Receive<NotDurable>(CannotStore);
        Receive<Terminated>(gone => Gone(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string name, ExperimentParts parts) =>
        Akka.Actor.Props.Create(() => new ExperimentActor(name, parts));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, TickEvery);
        Timers.StartPeriodicTimer(ClaimAgain.Instance, ClaimAgain.Instance, ClaimAgainEvery);
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Break(e, message as ExperimentRequest);
            return true;
        }
    }

    // Who is not answered yet asks again, and finds the next owner. Whoever opens the journal next waits until it is
    // let go of.
    protected override void PostStop()
    {
        if (_open is { } open)
        {
            _leaving.Add(_name, open.Journal);
        }

        if (_opening is { } opening)
        {
            _leaving.Add(_name, DisposeOfAsync(opening));
        }

        static async Task DisposeOfAsync(Task<OpenExperiment?> opening)
        {
            if (await opening is { } open)
            {
                await open.Journal.DisposeAsync();
            }
        }
    }

    /// <summary>Something broke that another try would not mend.</summary>
    private void Break(Exception why, ExperimentRequest? over)
    {
        _subscribers.Tell(new ExperimentBroken(_name, why.Message));
        foreach (var asked in _pump.Taken.OfType<Asked.OfUser>())
        {
            Answer(asked.Refuse(why.Message).For(why));
        }

        foreach (var drainer in _drainers.Keys.Append(over?.Id ?? default).ToArray())
        {
            Answer(new Refused(_name, [why.Message]) { Id = drainer }.For(why));
        }

        // What was not decided on yet is asked again, and the next owner may do better with it.
        if (_open is { State.Exists: true } open)
        {
            foreach (var agent in _roster.All)
            {
                agent.Tell(new DropAttempts(_name, open.State.Term, _epoch, $"the experiment broke: {why.Message}"));
            }
        }

        _desk.ReturnAll();
        Context.GetLogger().Error(why, "The experiment {0} cannot go on.", _name);
        Context.Stop(Self);
    }

    /// <summary>Another owner has come. What runs is his, and so is what was asked and is not answered yet: it is asked
    /// again there.</summary>
    private void Leave()
    {
        _leaving.Lost(_name, _parts.Clock);
        _subscribers.Tell(new ExperimentNotice(_name, "The experiment has another owner now; this one leaves."));
        Context.Stop(Self);
    }

    /// <summary>With no session there is nothing to hold the journal for.</summary>
    private void Retire()
    {
        if (!_pump.IsAtRest || _gathering.IsOn || _open is { HasSession: true })
        {
            return;
        }

        if (_open is { } open)
        {
            if (_handWork is { } last && !open.State.IsOpen && _parts.Clock.GetElapsedTime(last) < LingerFor)
            {
                return;
            }

            _hasClosed = true;
            (_open, _handWork) = (null, null);
            _pump.Closed();
            _leaving.Add(_name, open.CloseAsync(_pump.Durable));
        }

        if (_subscribers.IsEmpty)
        {
            Context.Parent.Tell(new Passivate(PoisonPill.Instance));
        }
    }

    private void Answer(Answer answer)
    {
        _drainers.Remove(answer.Id);
        _requests.Answer(answer, Self);
    }

    // The messages it sends to itself.
    private sealed record Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed record ClaimAgain : INoSerializationVerificationNeeded
    {
        public static readonly ClaimAgain Instance = new();
    }

    private sealed record Reopen : INoSerializationVerificationNeeded
    {
        public static readonly Reopen Instance = new();
    }

    private sealed record Opened(OpenExperiment Experiment) : INoSerializationVerificationNeeded;

    private sealed record NotThere(string Why) : INoSerializationVerificationNeeded;

    private sealed record OpenFailed(Exception Why) : INoSerializationVerificationNeeded;

    private sealed record ProgramKnown(ProgramRecord Program) : INoSerializationVerificationNeeded;

    private sealed record Durable(Turn Turn) : INoSerializationVerificationNeeded;

    private sealed record NotDurable(Turn Turn, Exception Why) : INoSerializationVerificationNeeded;
}
