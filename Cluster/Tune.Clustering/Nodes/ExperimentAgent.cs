using Akka.Actor;
using Tune.Clustering.Logs;
using Tune.Clustering.Protocol;
using Tune.Clustering.Trials;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Nodes;

/// <summary>
/// The attempts of one experiment on this node: starts them, collects what they say into batches, hands the answers
/// back. If the experiment's owner goes away they go on for a while and are offered to whoever owns it next, who is
/// sent again what the last one has not answered; if nobody wants them they are ended.
/// </summary>
internal sealed partial class ExperimentAgent : ReceiveActor, IWithTimers
{
    /// <summary>How many batches may be unanswered. One is being stored while the next ones are decided on.</summary>
    private const int BatchesMax = 8;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly string _experiment;
    private readonly NodeParts _node;
    private readonly HeardOwners _owners;
    private readonly Outbox _outbox;
    private readonly Queue<Batch> _sent = new();
    private readonly Dictionary<TrialId, Running> _running = [];
    private IActorRef _head = ActorRefs.Nobody;
    private Term _term;
    private long _number;
    private long _orders;

    public ExperimentAgent(string experiment, NodeParts node, HeardOwners owners)
    {
        _experiment = experiment;
        _node = node;
        _owners = owners;
        var self = Self;
        _outbox = new Outbox(() => self.Tell(Collect.Instance));
        Receive<INodeMessage>(Take);
        Receive<OrdersRefused>(refused => _head.Tell(refused));
        Receive<Collect>(_ => Send());
        Receive<TrialActor.Look>(look => Look(look));
        Receive<Terminated>(gone => Gone(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string experiment, NodeParts node, HeardOwners owners) =>
        Akka.Actor.Props.Create(() => new ExperimentAgent(experiment, node, owners));

    // One that breaks has lost count of its attempt; the others go on.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(Look), TrialActor.Look.Instance, LookEvery);

    protected override void PostStop() => Fence("the node stops");

    private void Run(RunAttempts order)
    {
        _orders++;
        if (order.Term.Number < _term.Number)
        {
            return;
        }

        if (order.Term != _term)
        {
            Fence("another session has taken over");
            (_term, _number, _ownersWithoutAnswer) = (order.Term, 0, 0);
            _promised.Clear();
            Follow(Sender);
        }
        else if (!Sender.Equals(_head))
        {
            // The same session under another owner, who has not heard of what runs here. Where nothing is left of what
            // ran it counts anew, as one that is just made: the session may even be of another experiment of that name.
            var isBlank = _head.IsNobody() && _running.Count + _held.Count + _sent.Count + _promised.Count == 0;
            Follow(Sender);
            if (isBlank)
            {
                _number = 0;
            }
            else
            {
                Announce(Sender);
            }
        }

        foreach (var attempt in order.Attempts)
        {
            Start(order.Settings, attempt);
        }
    }

    private void Start(RunSettings settings, AttemptOrder order)
    {
        if (_running.TryGetValue(order.Trial, out var known) && known.Attempt == order.Attempt)
        {
            return;
        }

        _held[(order.Trial, order.Attempt)] = order.Slots;
        var (experiment, self) = (_experiment, Self);
        var line = new AttemptLine(
            order.Trial, order.Attempt, _outbox, AttemptParts.FolderOf(_node, experiment, order),
            () => _node.Checkpoints(experiment), _node.Clock, why => Stalled(order.Trial, order.Attempt, why));
        if (!_node.Definitions.TryGetValue(settings.Trainable, out var definition))
        {
            var unknown = $"node '{_node.Name}' does not know the trainable '{settings.Trainable}'";
            line.End(
                new AttemptOutcome.Failed(FailureKind.Contract, unknown, ""),
                static () => { });
            return;
        }

        var log = AttemptLog.In(_node.LogFolder, _experiment, $"{order.Trial}.{order.Attempt}");
        var parts = new AttemptParts(_experiment, order, settings, definition, line, log, _node, Notice);
        var trial = Context.ActorOf(TrialActor.Props(parts, parts.Runner()));
        Context.Watch(trial);
        _running[order.Trial] = new Running(order.Attempt, line, trial);
    }

    private void Leave(LeaveAttempts order)
    {
        if (order.Term != _term)
        {
            return;
        }

        foreach (var leave in order.Attempts)
        {
            if (_running.TryGetValue(leave.Trial, out var running) && running.Attempt == leave.Attempt)
            {
                running.Line.Tell(leave.How);
            }
        }
    }

    private void Send()
    {
        while (_sent.Count < BatchesMax && !_isOrphaned)
        {
            var parcels = Gather();
            if (parcels.Count > 0)
            {
                _sent.Enqueue(new Batch(++_number, parcels, _node.Clock.GetTimestamp()));
                _head.Tell(Message(_sent.Last(), isAgain: false));
            }
            else if (_outbox.TrySleep())
            {
                return;
            }
        }
    }

    private List<Parcel> Gather()
    {
        var parcels = new List<Parcel>();
        for (var bytes = 0; bytes < WireLimit.PartBytes && _outbox.TryTake(out var parcel);)
        {
            var size = WireSize.Of(parcel.Message);
            if (size > WireLimit.MessageBytes - WireLimit.PartBytes && parcel.Message is TrialMessage.Report)
            {
                parcel.Answer(new TrialAnswer(
                    Leaving.No, int.MaxValue, WireLimit.Problem("The report", size), IsFenced: false));
                continue;
            }

            parcels.Add(parcel);
            bytes += size;
        }

        return parcels;
    }

    private void Answer(BatchAnswers answers)
    {
        if (answers.Term != _term || !_sent.TryPeek(out var oldest) || oldest.Number != answers.Number)
        {
            return;
        }

        var parcels = _sent.Dequeue().Parcels;
        _ownersWithoutAnswer = 0;
        for (var i = 0; i < parcels.Count; i++)
        {
            Forget(parcels[i].Message);
            parcels[i].Answer(answers.Answers[i]);
        }

        Send();
    }

    private void Look(TrialActor.Look look)
    {
        foreach (var running in _running.Values)
        {
            running.Actor.Tell(look);
        }

        if (_isOrphaned)
        {
            Wait();
        }
        else if (_head.IsNobody() && _running.Count == 0)
        {
            Context.Parent.Tell(new Idle(_experiment, _orders));
        }
        else if (_sent.TryPeek(out var oldest) && _node.Clock.GetElapsedTime(oldest.Sent) > SendAgainAfter)
        {
            // An answer may be lost on the way. Whoever has the batch still in work takes no notice.
            SendAgain();
        }
    }

    private void Gone(IActorRef gone)
    {
        if (gone.Equals(_head))
        {
            Orphan();
            return;
        }

        foreach (var (trial, running) in _running.Where(entry => entry.Value.Actor.Equals(gone)).ToArray())
        {
            // Has no effect after the attempt's own last word; without one, its supervision broke.
            running.Line.End(new AttemptOutcome.Lost("its supervision on the node broke"), static () => { });
            _running.Remove(trial);
        }
    }

    /// <summary>Nothing that runs now counts any more.</summary>
    private void Fence(string why)
    {
        foreach (var running in _running.Values)
        {
            running.Line.Tell(Leaving.Stop);
            running.Actor.Tell(new TrialActor.Kill(new AttemptOutcome.Lost(why)));
        }

        var fenced = new TrialAnswer(Leaving.Stop, int.MaxValue, why, IsFenced: true);
        var unanswered = _sent.SelectMany(batch => batch.Parcels).ToArray();
        _sent.Clear();
        _held.Clear();
        _isOrphaned = false;
        foreach (var parcel in unanswered)
        {
            parcel.Answer(fenced);
        }

        while (_outbox.TryTake(out var parcel))
        {
            parcel.Answer(fenced);
        }

        if (!_head.IsNobody())
        {
            Context.Unwatch(_head);
            _head = ActorRefs.Nobody;
        }
    }

    private void Stalled(TrialId trial, Attempt attempt, string? why)
    {
        if (!_head.IsNobody())
        {
            _head.Tell(new AttemptStalled(_experiment, trial, attempt, why ?? ""));
        }
    }

    private void Notice(string text)
    {
        if (!_head.IsNobody())
        {
            _head.Tell(new NodeNotice(_experiment, text));
        }
    }

    /// <summary>Nothing to do after that many orders: unless there are more on the way, this actor may go.</summary>
    internal sealed record Idle(string Experiment, long Orders) : INoSerializationVerificationNeeded;

    private sealed record Running(Attempt Attempt, AttemptLine Line, IActorRef Actor);

    private sealed record Batch(long Number, List<Parcel> Parcels, long Sent);

    private sealed record Collect : INoSerializationVerificationNeeded
    {
        public static readonly Collect Instance = new();
    }
}
