using System.Collections.Immutable;
using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Wire;

/// <summary>One of each message, with every field set to something that is not its default.</summary>
internal static class WireSamples
{
    public static readonly CheckpointRef Checkpoint = new(new string('a', 64), 4096, 3);

    private static readonly OwnerEpoch Epoch = new(1L << 40);

    private static readonly RequestId Request = new(new Guid("00112233445566778899aabbccddeeff"), 12);

    private static readonly Configuration Config = Configuration.Of(
        ("lr", ParameterValue.Real(0.25)), ("layers", ParameterValue.Integer(2)),
        ("act", ParameterValue.Text("relu")), ("bias", ParameterValue.Boolean(true)));

    private static readonly SlotGrant Grant = new("n1", 3, [0, 2], new Resources(1.5, 2, 1024));

    private static readonly SlotBlock Block = new("n1", new Resources(1.5, 2, 1024), [3, 4], [0, 2, 1, 3]);

    /// <summary>All of them. Actors in them are this one.</summary>
    public static IEnumerable<IWireMessage> All(IActorRef agent) =>
        [.. OfUsers(), .. OfNodes(), .. OfSlots(agent)];

    private static IEnumerable<IWireMessage> OfUsers() =>
    [
        new SubmitExperiment(Some.Spec() with { PointsToEvaluate = [Configuration.Of(("x", 0.5))] })
        {
            Id = Request, IsAgain = true,
        },
        new SubmitExperiment(
            Some.Spec(), new SecondChance { FromNothing = true, Trials = [new TrialId(3), new TrialId(7)] })
        {
            Id = Request,
        },
        new SubmitExperiment(
            Some.Spec(), Mark: new SubmitMark(
                new UserAct.Annotate { Set = TagSet.Empty.Add("team", "a"), Note = "odd" },
                new ActedBy("ann", "api", "k1")))
        {
            Id = Request,
        },
        new ResumeExperiment("sweep") { Id = Request, IsAgain = true },
        new PauseExperiment("sweep") { Id = Request },
        new StopExperiment("sweep"),
        new StopTrial("sweep", new TrialId(7)),
        new ActOnExperiment("sweep", new UserAct.Extend { Trials = 9 }, new ActedBy("ann", "api", "k1"))
        {
            Id = Request,
        },
        new ActOnExperiment(
            "sweep", new UserAct.Enqueue(Configuration.Of(("x", 0.5))), new ActedBy("ann", "api")),
        new ActTaken("sweep", new TrialId(7), IsRepeat: true) { Id = Request },
        new ActTaken("sweep", null, IsRepeat: false),
        new DrainExperiment("sweep"),
        new Subscribe("sweep"),
        new Unsubscribe("sweep"),
        new Accepted("sweep", new Term(4)) { Id = Request },
        new Refused("sweep", ["Trials is 0.", "Über."]) { Id = Request },
        new Refused("sweep", ["The disk is full."]) { Id = Request, Fault = StorageFault.Full },
        new Drained("sweep") { Id = Request },
        new Underway("sweep", "The disk is full.", Epoch, TimeSpan.FromSeconds(9)) { Id = Request },
        new OwnerStanding("sweep")
        {
            IsOwner = true, RefusedOrders = 7, Slots = 2, Pending = "all 4 slots are taken",
            StoragePaused = "disk full",
        },
        new ExperimentNotice("sweep", "A disk is full."),
        new ExperimentBroken("sweep", "It broke."),
    ];

    private static IEnumerable<IWireMessage> OfNodes() =>
    [
        new RunAttempts(
            "sweep", new Term(2), Epoch,
            new RunSettings(
                "train", "acc",
                new CheckpointPolicy
                {
                    EveryIterations = 2, EveryInterval = TimeSpan.FromSeconds(3), KeepLast = 4, KeepBest = 6,
                    QuotaBytes = 1L << 40,
                },
                new TrialLimits { NoProgress = TimeSpan.FromMinutes(1), StopGrace = TimeSpan.FromSeconds(9) },
                new Resources(2.5, 1, 1L << 33)),
            [
                new AttemptOrder(
                    new TrialId(7), new Attempt(2), [Grant], Config, ulong.MaxValue - 1, Checkpoint, 9),
                new AttemptOrder(
                    new TrialId(8), new Attempt(1), [Grant, Grant with { Slot = 4, Gpus = [] }], Config, 1, null,
                    int.MaxValue),
            ]),
        new LeaveAttempts(
            "sweep", new Term(2), Epoch, [new LeaveOrder(new TrialId(7), new Attempt(2), Leaving.Clone)]),
        new ReportBatch("sweep", new Term(2), 12, IsAgain: true, [
            new TrialMessage.Report(
                new TrialId(7), new Attempt(2), 5, 30, MetricSet.Of(("acc", 0.5), ("loss", double.NaN)), null),
            new TrialMessage.Report(
                new TrialId(8), new Attempt(1), 6, 31, MetricSet.Of(("acc", 0.75), ("loss", -1)), Checkpoint),
            new TrialMessage.Save(new TrialId(7), new Attempt(2), Checkpoint),
            new TrialMessage.End(new TrialId(7), new Attempt(2), AttemptOutcome.Obeyed.Instance),
            new TrialMessage.End(
                new TrialId(8), new Attempt(1), new AttemptOutcome.Failed(FailureKind.Hang, "silent", "last line")),
        ]),
        new BatchAnswers("sweep", new Term(2), Epoch, 12, [
            new TrialAnswer(Leaving.No, 40),
            new TrialAnswer(Leaving.Stop, int.MaxValue, "the trial is over", IsFenced: true),
        ]),
        new NodeNotice("sweep", "A checkpoint cannot be stored."),
        new AttemptStalled("sweep", new TrialId(3), new Attempt(2), "There is no room."),
        new AttemptsLost("sweep", "n1"),
        new AttemptsKept(
            "sweep", new Term(2), Epoch, [new LeaveOrder(new TrialId(7), new Attempt(2), Leaving.Stop)]),
        new DropAttempts("sweep", new Term(2), Epoch, "session 2 is over"),
        new WhatRuns("sweep", new Term(2), Epoch),
        new OrdersRefused("sweep", "n1", 3),
        new Superseded("sweep", Epoch),
    ];

    private static IEnumerable<IWireMessage> OfSlots(IActorRef agent) =>
    [
        new OfferNode("n1", new NodeCapacity(4, 2.5, 2, 1L << 34).With("license", 3)),
        new OfferRefused("The name is taken."),
        new ClaimSlots(
            "sweep", Epoch, new Resources(0.5, 0.25, 77).With("license", 1), 9,
            new PlacementPolicy(2) { Quota = new ResourceQuota { Slots = 7, Cpu = 3.5 } }, IsAgain: true,
            new HoldingsMark(5, 6, 7, ulong.MaxValue - 1)),
        new AskHoldings(3, 8),
        new TellHoldings("sweep", 3, 1, 2, 6, [Block]),
        new ReturnSlots("sweep", Epoch, 4, [Block]),
        new SlotsGranted(9, [Block], [new NodeContact("n1", agent)]),
        new AskFit(new Resources(64), new NodeCapacity(4, 2.5, 2, 1L << 34)),
        new FitAnswer("needs 64 cpu; the largest node has 2.5"),
        new AttemptsHeld("sweep", new Term(2), new NodeContact("n1", agent), 11, [
            new HeldAttempt(new TrialId(7), new Attempt(2), [Grant, Grant with { Slot = 4 }], Leaving.Interrupt),
        ], Epoch),
        new FindNodes("sweep"),
        new NodesFound([new NodeContact("n1", agent)], IsAll: true),
        new GiveBackSlots([new SlotDebt("n1", 3)]),
        new SlotsPending("needs 2 gpu; the largest node has 1"),
    ];
}
