using Akka.Actor;
using Akka.TestKit;
using Tune.Clustering.Children;
using Tune.Clustering.Nodes;
using Tune.Clustering.Protocol;
using Tune.Clustering.Tests.Children;
using Tune.Clustering.Trials;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Nodes;

/// <summary>A node's agent with the owner of the experiment played by the test.</summary>
internal sealed class ExperimentAgentTests : ActorSpec
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-agent-").FullName;
    private readonly ChildPool _children = new(
        new ChildPoolOptions { Program = new ChildProgram(ChildFixture.Probe, []) });
    private readonly FlakyStore _store = new();
    private readonly TaskCompletionSource<Leaving> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestProbe _owner;
    private readonly TestProbe _experiments;
    private readonly IActorRef _node;

    public ExperimentAgentTests()
    {
        (_owner, _experiments) = (CreateTestProbe(), CreateTestProbe());
        var definitions = new Dictionary<string, TrainableDefinition>
        {
            ["train"] = Some.Trainable(async (_, channel, kill) =>
            {
                using var told = channel.LeaveRequested.Register(() => _left.TrySetResult(channel.Leaving));
                await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), null), kill);
                await _left.Task;
                return AttemptOutcome.Obeyed.Instance;
            }),
        };
        _node = Sys.ActorOf(NodeAgent.Props(new NodeParts(
            "n", new NodeCapacity(1, 1, 0, 100), definitions, _store.Checkpoints, Path.Combine(_folder, "work"),
            null, _children, TimeProvider.System, () => _experiments.Ref)));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await Sys.Terminate();
        await _children.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Owner_IsGone_TheAttemptIsOfferedAndItsReportSentAgainToTheNext()
    {
        var (agent, batch) = await RunAsync();
        await LoseOwnerAsync();
        var held = await _experiments.ExpectMsgAsync<AttemptsHeld>();
        Assert.Multiple(() =>
        {
            Assert.That(held.Attempts.Single().Trial, Is.EqualTo(new TrialId(3)));
            Assert.That(held.Oldest, Is.EqualTo(batch.Number));
            Assert.That(held.Node, Is.EqualTo(new NodeContact("n", _node)));
        });
        var next = CreateTestProbe();
        agent.Tell(new AttemptsKept("sweep", new Term(1), new OwnerEpoch(1), []), next.Ref);
        var again = await next.ExpectMsgAsync<ReportBatch>();
        Assert.Multiple(() =>
        {
            Assert.That((again.Number, again.IsAgain), Is.EqualTo((batch.Number, true)));
            Assert.That(again.Messages, Is.EqualTo(batch.Messages));
            Assert.That(_left.Task.IsCompleted, Is.False);
        });

        agent.Tell(
            new BatchAnswers(
                "sweep", new Term(1), new OwnerEpoch(1), again.Number, [new TrialAnswer(Leaving.Stop, 9)]),
            next.Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Stop));
        var last = await next.ExpectMsgAsync<ReportBatch>();
        Assert.That(last.Messages.Single(), Is.TypeOf<TrialMessage.End>());
    }

    [Test]
    public async Task Owner_IsGoneAndTheSessionOver_TheAttemptIsEnded()
    {
        var (agent, _) = await RunAsync();
        await LoseOwnerAsync();
        await _experiments.ExpectMsgAsync<AttemptsHeld>();
        agent.Tell(new DropAttempts("sweep", new Term(1), new OwnerEpoch(1), "session 1 is over"), _experiments.Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Stop));
    }

    [Test]
    public async Task Drop_OfTheLastOwnerAfterTheNextWasToldWhatRuns_LeavesNothingThatTheNextBelievesIn()
    {
        var (agent, batch) = await RunAsync();
        await LoseOwnerAsync();
        await _experiments.ExpectMsgAsync<AttemptsHeld>();
        agent.Tell(new DropAttempts("sweep", new Term(1), new OwnerEpoch(1), "it broke"), _owner.Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Stop));
        var next = CreateTestProbe();
        agent.Tell(new AttemptsKept("sweep", new Term(1), new OwnerEpoch(1), []), next.Ref);
        var held = await next.FishForMessageAsync<AttemptsHeld>(_ => true);
        Assert.That(held.Attempts, Is.Empty);
        Assert.That(held.Oldest, Is.GreaterThan(batch.Number));
        var last = await next.FishForMessageAsync<ReportBatch>(
            said => said.Messages.Any(message => message is TrialMessage.End { Outcome: AttemptOutcome.Lost }));
        Assert.That(last.Messages.Select(message => message.Trial), Is.All.EqualTo(new TrialId(3)));
    }

    [Test]
    public async Task Drop_OfTheLastOwnerAfterTheNextHasTakenOver_HasNoEffect()
    {
        var (agent, batch) = await RunAsync();
        var next = CreateTestProbe();
        agent.Tell(new AttemptsKept("sweep", new Term(1), new OwnerEpoch(2), []), next.Ref);
        agent.Tell(new DropAttempts("sweep", new Term(1), new OwnerEpoch(1), "it broke"), _owner.Ref);
        var again = await next.ExpectMsgAsync<ReportBatch>();
        Assert.That((again.Number, again.IsAgain), Is.EqualTo((batch.Number, true)));
        agent.Tell(
            new BatchAnswers(
                "sweep", new Term(1), new OwnerEpoch(2), again.Number, [new TrialAnswer(Leaving.Pause, 9)]),
            next.Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Pause));
    }

    [Test]
    public async Task Orders_OfAnEarlierOwner_HaveNoEffectAndAreCounted()
    {
        var (agent, batch) = await RunAsync();
        var next = CreateTestProbe();
        agent.Tell(new AttemptsKept("sweep", new Term(1), new OwnerEpoch(2), []), next.Ref);
        await next.ExpectMsgAsync<ReportBatch>();
        await _owner.ExpectMsgAsync<Superseded>();
        INodeMessage[] stale =
        [
            new DropAttempts("sweep", new Term(1), new OwnerEpoch(1), "it broke"),
            new LeaveAttempts(
                "sweep", new Term(1), new OwnerEpoch(1),
                [new LeaveOrder(new TrialId(3), new Attempt(1), Leaving.Stop)]),
            Order(new Term(2)) with { Attempts = [] },
            new AttemptsKept(
                "sweep", new Term(1), new OwnerEpoch(1),
                [new LeaveOrder(new TrialId(3), new Attempt(1), Leaving.Stop)]),
            new BatchAnswers(
                "sweep", new Term(1), new OwnerEpoch(1), batch.Number, [new TrialAnswer(Leaving.Stop, 9)]),
            new WhatRuns("sweep", new Term(1), new OwnerEpoch(1)),
        ];
        for (var i = 0; i < stale.Length; i++)
        {
            (i % 2 == 0 ? _node : agent).Tell(stale[i], _owner.Ref);
            Assert.That(
                await _owner.ExpectMsgAsync<Superseded>(), Is.EqualTo(new Superseded("sweep", new OwnerEpoch(2))));
            Assert.That(
                await next.FishForMessageAsync<OrdersRefused>(_ => true),
                Is.EqualTo(new OrdersRefused("sweep", "n", i + 1)));
        }

        Assert.That(_left.Task.IsCompleted, Is.False);
        agent.Tell(
            new BatchAnswers(
                "sweep", new Term(1), new OwnerEpoch(2), batch.Number, [new TrialAnswer(Leaving.Pause, 9)]),
            next.Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Pause));
    }

    [Test]
    public async Task WhatRuns_OfALaterOwner_IsAnsweredWithWhatRuns()
    {
        var (_, batch) = await RunAsync();
        var next = CreateTestProbe();
        _node.Tell(new WhatRuns("sweep", new Term(1), new OwnerEpoch(2)), next.Ref);
        var held = await next.ExpectMsgAsync<AttemptsHeld>();
        Assert.That(
            (held.Attempts.Single().Trial, held.Oldest), Is.EqualTo((new TrialId(3), batch.Number)));
    }

    [Test]
    public async Task WhatRuns_OfALaterOwner_TellsTheEarlierOne()
    {
        await RunAsync();
        _node.Tell(new WhatRuns("sweep", new Term(1), new OwnerEpoch(2)), CreateTestProbe().Ref);
        Assert.That(
            await _owner.ExpectMsgAsync<Superseded>(), Is.EqualTo(new Superseded("sweep", new OwnerEpoch(2))));
    }

    [Test]
    public async Task Run_OfALaterSession_TellsTheOwnerOfTheEarlierOne()
    {
        await RunAsync();
        var later = Order(new Term(2)) with { Attempts = [], Epoch = new OwnerEpoch(2) };
        _node.Tell(later, CreateTestProbe().Ref);
        Assert.That(
            await _owner.ExpectMsgAsync<Superseded>(), Is.EqualTo(new Superseded("sweep", new OwnerEpoch(2))));
    }

    [Test]
    public async Task WhatRuns_OfALaterSession_LeavesNoPromiseOfTheEarlier()
    {
        var (agent, _) = await RunAsync();
        var (next, epoch) = (CreateTestProbe(), new OwnerEpoch(2));
        _node.Tell(new WhatRuns("sweep", new Term(1), epoch), next.Ref);
        _node.Tell(new WhatRuns("sweep", new Term(2), epoch), next.Ref);
        await next.FishForMessageAsync<AttemptsHeld>(held => held.Term == new Term(2));
        agent.Tell(new AttemptsKept("sweep", new Term(2), epoch, []), next.Ref);

        // What is refused is told to the owner, after all that it was told before.
        agent.Tell(new DropAttempts("sweep", new Term(1), new OwnerEpoch(1), "it broke"), _owner.Ref);
        var said = new List<object>();
        while (said.LastOrDefault() is not OrdersRefused)
        {
            said.Add(await next.ExpectMsgAsync<object>(TimeSpan.FromSeconds(30)));
        }

        var last = said.OfType<ReportBatch>().SelectMany(batch => batch.Messages).OfType<TrialMessage.End>()
            .Select(end => end.Outcome);
        Assert.That(
            last.OfType<AttemptOutcome.Lost>().Select(lost => lost.Why),
            Has.None.Contains("before its owner's successor"));
    }

    [Test]
    public async Task WhatRuns_OfAnExperimentThatIsNotHere_IsAnsweredWithNothing()
    {
        _node.Tell(new WhatRuns("other", new Term(4), new OwnerEpoch(2)), _owner.Ref);
        var held = await _owner.ExpectMsgAsync<AttemptsHeld>();
        Assert.That((held.Experiment, held.Term, held.Attempts.Length), Is.EqualTo(("other", new Term(4), 0)));
    }

    [Test]
    public async Task Kept_WithoutThisAttempt_SendsItAway()
    {
        var (agent, _) = await RunAsync();
        var order = new LeaveOrder(new TrialId(3), new Attempt(1), Leaving.Stop);
        agent.Tell(new AttemptsKept("sweep", new Term(1), new OwnerEpoch(1), [order]), _owner.Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Stop));
    }

    [Test]
    public async Task Run_OfALaterSession_EndsWhatTheEarlierOneRan()
    {
        await RunAsync();
        _node.Tell(Order(new Term(2)) with { Attempts = [] }, CreateTestProbe().Ref);
        Assert.That(await _left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Stop));
    }

    private async Task<(IActorRef Agent, ReportBatch Batch)> RunAsync()
    {
        _node.Tell(Order(new Term(1)), _owner.Ref);
        var batch = await _owner.ExpectMsgAsync<ReportBatch>();
        return (_owner.LastSender, batch);
    }

    private static RunAttempts Order(Term term) => new(
        "sweep", term, new OwnerEpoch(1),
        new RunSettings("train", "acc", new CheckpointPolicy(), new TrialLimits(), new Resources()),
        [
            new AttemptOrder(
                new TrialId(3), new Attempt(1), [new SlotGrant("n", 0, [], new Resources())], Configuration.Empty, 1,
                null, 1),
        ]);

    private async Task LoseOwnerAsync()
    {
        var watch = CreateTestProbe();
        watch.Watch(_owner.Ref);
        Sys.Stop(_owner.Ref);
        await watch.ExpectTerminatedAsync(_owner.Ref);
    }
}
