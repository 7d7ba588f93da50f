using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Tune.Clustering.Membership;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Trials;
using Tune.Files;

namespace Tune.Clustering.Nodes;

/// <summary>A node: offers its slots to the cluster and runs what it is given in them.</summary>
internal sealed class NodeAgent : ReceiveActor, IWithTimers
{
    public const string ActorName = "tune-node";

    private static readonly TimeSpan OfferAgainEvery = TimeSpan.FromSeconds(5);

    private readonly NodeParts _parts;
    private readonly OldestHead _oldest = new(Context);
    private readonly HeardOwners _owners = new();
    private readonly Dictionary<string, Work> _experiments = new(StringComparer.Ordinal);
    private Address? _offeredTo;
    private int _made;

    public NodeAgent(NodeParts parts)
    {
        _parts = parts;
        Receive<ClusterEvent.IMemberEvent>(Member);
        Receive<OfferAgain>(_ => Offer());
        Receive<OfferRefused>(refused => Context.GetLogger().Error("{0}", refused.Why));
        Receive<INodeMessage>(Take);
        Receive<ExperimentAgent.Idle>(Release);
        Receive<Terminated>(gone => Broken(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeParts parts) => Akka.Actor.Props.Create(() => new NodeAgent(parts));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        // What attempts of an earlier run left behind.
        FolderTree.Delete(_parts.WorkFolder);
        Directory.CreateDirectory(_parts.WorkFolder);
        _oldest.Subscribe();
        Timers.StartPeriodicTimer(nameof(OfferAgain), OfferAgain.Instance, TimeSpan.Zero, OfferAgainEvery);
    }

    protected override void PostStop()
    {
        _oldest.Unsubscribe();
        FolderTree.TryDeleteEmpty(_parts.WorkFolder);
    }

    // What ran went with the one that broke, and nobody has been told: the node cannot go on as if nothing were.
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    private void Member(ClusterEvent.IMemberEvent change)
    {
        _oldest.Take(change);
        if (_oldest.Address != _offeredTo)
        {
            Offer();
        }
    }

    private void Offer()
    {
        _offeredTo = _oldest.Address;
        _oldest.Select(SlotKeeper.Name).Tell(new OfferNode(_parts.Name, _parts.Capacity));
    }

    // What an earlier owner says has no effect, also if nothing runs here at the moment.
    private void Take(INodeMessage message)
    {
        if (!_owners.Hear(message.Experiment, message.Epoch))
        {
            var (latest, refused) = _owners.Of(message.Experiment);
            Sender.Tell(new Superseded(message.Experiment, latest));
            if (_experiments.TryGetValue(message.Experiment, out var told))
            {
                told.Agent.Tell(new OrdersRefused(message.Experiment, _parts.Name, refused));
            }
        }
        else if (message is RunAttempts run)
        {
            Run(run);
        }
        else if (_experiments.TryGetValue(message.Experiment, out var work))
        {
            work.Agent.Forward(message);
        }
        else if (message is WhatRuns asked)
        {
            Sender.Tell(new AttemptsHeld(
                asked.Experiment, asked.Term, new NodeContact(_parts.Name, Self), 1, [], asked.Epoch));
        }
    }

    private void Run(RunAttempts run)
    {
        if (!_experiments.TryGetValue(run.Experiment, out var work))
        {
            // Numbered, so that a new one need not wait until the name of one that is leaving is free.
            var number = (++_made).ToString(CultureInfo.InvariantCulture);
            work = new Work(Context.ActorOf(
                ExperimentAgent.Props(run.Experiment, _parts, _owners), $"{run.Experiment}.{number}"));
            Context.Watch(work.Agent);
            _experiments[run.Experiment] = work;
        }

        work.Head = Sender;
        work.Orders++;
        work.Agent.Forward(run);
    }

    private void Release(ExperimentAgent.Idle idle)
    {
        if (_experiments.TryGetValue(idle.Experiment, out var work) && work.Agent.Equals(Sender)
            && work.Orders == idle.Orders)
        {
            _experiments.Remove(idle.Experiment);
            Context.Unwatch(work.Agent);
            Context.Stop(work.Agent);
        }
    }

    private void Broken(IActorRef gone)
    {
        foreach (var (name, work) in _experiments.Where(entry => entry.Value.Agent.Equals(gone)).ToArray())
        {
            _experiments.Remove(name);
            work.Head.Tell(new AttemptsLost(name, _parts.Name));
        }
    }

    private sealed class Work(IActorRef agent)
    {
        public IActorRef Agent { get; } = agent;

        public IActorRef Head { get; set; } = ActorRefs.Nobody;

        public long Orders { get; set; }
    }

    private sealed record OfferAgain : INoSerializationVerificationNeeded
    {
        public static readonly OfferAgain Instance = new();
    }
}
