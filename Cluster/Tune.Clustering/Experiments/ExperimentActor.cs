using Akka.Actor;
using Tune.Clustering.Nodes;
using Tune.Clustering.Placement;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Experiments;

/// <summary>
/// Owns one experiment: takes what users and attempts ask, lets the machine decide, and sees that nothing is answered
/// before it is durable. Light and rebuilt from its journal; what it is running never moves with it.
/// </summary>
/// <remarks>
/// Receives are in this file, the loop in <c>ExperimentActor.Turns.cs</c>, what follows from a turn in
/// <c>ExperimentActor.Effects.cs</c>, what becomes of the nodes when it is gone in <c>ExperimentActor.Nodes.cs</c>, and
/// of everything while the disk is full in <c>ExperimentActor.Stalls.cs</c>. An
/// exception ends the actor and its attempts: another try with the same state would only break again. If it is ended
/// from outside, its attempts go on and the next one takes them over.
/// </remarks>
internal sealed partial class ExperimentActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReopenAfterMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClaimAgainEvery = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly ExperimentParts _parts;
    private readonly SlotHoldings _slots = new();
    private readonly DutyBook _duties = new();
    private readonly ExperimentFeed _feed = new();
    private readonly Dictionary<string, IActorRef> _agents = new(StringComparer.Ordinal);
    private readonly List<IActorRef> _drainers = [];

    public ExperimentActor(string name, ExperimentParts parts)
    {
        _name = name;
        _parts = parts;
        Receive<SubmitExperiment>(Submit);
        Receive<ResumeExperiment>(_ => Ask(new Asked.Submit(Sender, _name, null, _parts.Host)));
        Receive<HoldExperiment>(_ => Command(at => new ExperimentCommand.Hold(at)));
        Receive<StopExperiment>(_ => Command(at => new ExperimentCommand.Stop(at)));
        Receive<StopTrial>(stop => Command(at => new ExperimentCommand.StopTrial(at, stop.Trial)));
        Receive<DrainExperiment>(_ => Drain());
        Receive<Subscribe>(Watch);
        Receive<Unsubscribe>(_ => Unwatch(Sender));
        Receive<ReportBatch>(Take);
        Receive<AttemptsHeld>(held => Ask(new Asked.Rejoin(Sender, held)));
        Receive<Missing>(_ => GiveUpMissing());
        Receive<SlotsGranted>(Grant);
        Receive<GiveBackSlots>(GiveBack);
        Receive<SlotsPending>(pending => SetPending(pending.Why));
        Receive<NodeNotice>(notice => _feed.Tell(new ExperimentNotice(_name, notice.Text)));
        Receive<AttemptStalled>(Stalled);
        Receive<AttemptsLost>(lost => Ask(new Asked.NodeGone(lost.Node)));
        Receive<Tick>(_ => Passed());
        Receive<ClaimAgain>(_ => Claim(again: true));
        Receive<Opened>(IsOpen);
        Receive<NotThere>(missing => IsNotThere(missing.Why));
        Receive<OpenFailed>(failed => CannotOpen(failed.Why));
        Receive<Reopen>(_ => Open());
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
            Break(e);
            return true;
        }
    }

    // Whoever opens the store next must find the journal let go, so this waits for an append that is under way.
    protected override void PostStop()
    {
        RefuseAll("the owner of the experiment was stopped; it may not be in the journal: ask again");
        _open?.Journal.DisposeAsync().AsTask().Wait();
        _closing.Wait();
        _opening?.ContinueWith(
            done => done.Result?.Journal.DisposeAsync().AsTask(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private void Submit(SubmitExperiment submit)
    {
        ExperimentSpec spec;
        string[] problems;
        try
        {
            spec = _parts.Bind(submit.Spec);
            problems = [.. spec.Problems(), .. UnknownTrainable(spec)];
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            Sender.Tell(new Refused(_name, [e.Message]));
            return;
        }

        if (problems.Length > 0)
        {
            Sender.Tell(new Refused(_name, [.. problems]));
            return;
        }

        Ask(new Asked.Submit(Sender, _name, spec, _parts.Host));
    }

    private IEnumerable<string> UnknownTrainable(ExperimentSpec spec)
    {
        if (!_parts.Trainables.Contains(spec.Trainable))
        {
            yield return $"Trainable is '{spec.Trainable}', which this program does not know; it knows "
                + string.Join(", ", _parts.Trainables.Order(StringComparer.Ordinal).Select(name => $"'{name}'")) + ".";
        }
    }

    private void Command(Func<Moment, ExperimentCommand> make) =>
        Ask(new Asked.Command(Sender, _name, _parts.Host, make));

    private void Drain()
    {
        if (_open is not { HasSession: true })
        {
            Sender.Tell(new Drained(_name));
            return;
        }

        _drainers.Add(Sender);
        _drainAsked = _parts.Clock.GetTimestamp();
        Ask(new Asked.Timed(at => new ExperimentCommand.Drain(at)));
    }

    private void Watch(Subscribe subscribe)
    {
        _feed.Add(Sender, subscribe.Events);
        Context.Watch(Sender);
        if (_open is null && _opening is null)
        {
            Open();
        }
        else
        {
            Sender.Tell(Progress());
        }
    }

    private void Unwatch(IActorRef watcher)
    {
        _feed.Remove(watcher);
        Context.Unwatch(watcher);
        Retire();
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

    private sealed record Missing : INoSerializationVerificationNeeded
    {
        public static readonly Missing Instance = new();
    }

    private sealed record Reopen : INoSerializationVerificationNeeded
    {
        public static readonly Reopen Instance = new();
    }

    private sealed record Opened(OpenExperiment Experiment) : INoSerializationVerificationNeeded;

    private sealed record NotThere(string Why) : INoSerializationVerificationNeeded;

    private sealed record OpenFailed(Exception Why) : INoSerializationVerificationNeeded;

    private sealed record Durable(Turn Turn) : INoSerializationVerificationNeeded;

    private sealed record NotDurable(Turn Turn, Exception Why) : INoSerializationVerificationNeeded;
}
