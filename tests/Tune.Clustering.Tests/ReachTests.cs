using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Akka.Remote.Transport.DotNetty;
using Tune.Clustering.Links;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Tests.Children;
using Tune.Clustering.Tests.Experiments;
using Tune.Engine.Trials;
using Tune.Schedulers;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Tune.Clustering.Tests;

/// <summary>What somebody else on this machine can do to a node: nothing. An embedded one has no door, and one with a
/// door opens it to those only whose certificates it was told of, and takes no orders from them either.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReachTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-reach-").FullName;
    private readonly FlakyStore _store = new();
    private TuneCluster? _node;
    private ActorSystem? _stranger;

    public async ValueTask DisposeAsync()
    {
        if (_stranger is not null)
        {
            await _stranger.Terminate();
        }

        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Node_Embedded_HasNoSocketThatListens()
    {
        using var process = Process.Start(new ProcessStartInfo(ChildFixture.Probe, ["node", _folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        Assert.That(await process.StandardOutput.ReadLineAsync().WaitAsync(Patience), Is.EqualTo("ready"));

        Assert.That(Listening(process.Id), Is.Empty);

        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(process.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Node_Embedded_ReachesNobodyAndWorks()
    {
        _node = await TuneCluster.StartAsync(Options());
        Assert.That(_node.Address, Does.StartWith("akka.inward://"));

        await RequireWorksAsync();
    }

    [TestCase("plain")]
    [TestCase("own certificate")]
    public async Task Node_WithALink_IsNotReachedByAStranger(string stranger)
    {
        await StartLinkedAsync();
        using var own = NodeCertificate.Make(DateTimeOffset.UtcNow);
        _stranger = stranger == "plain" ? Stranger(null) : Stranger(own, Link!.Certificate!.Thumbprint);
        var refused = Refusals(_stranger);
        var head = Address.Parse(_node!.Address).WithProtocol(stranger == "plain" ? "akka.tcp" : "akka.ssl.tcp");
        var keeper = _stranger.ActorSelection(new RootActorPath(head) / "user" / SlotKeeper.Name);
        var answer = keeper.Ask<ActorIdentity>(new Identify(1), Unheard);

        keeper.Tell(PoisonPill.Instance);
        AkkaCluster.Get(_stranger).Join(head);
        AkkaCluster.Get(_stranger).Leave(head);
        await refused.WaitAsync(Patience);

        Assert.That(await SubjectAsync(answer), Is.Null);
        Assert.That(AkkaCluster.Get(_node.System).State.Members, Has.Count.EqualTo(1));
        await RequireWorksAsync();
    }

    [Test]
    public async Task Node_WithALink_TakesNoOrdersFromAMember()
    {
        using var known = NodeCertificate.Make(DateTimeOffset.UtcNow);
        await StartLinkedAsync(known.Thumbprint);
        _stranger = Stranger(known, Link!.Certificate!.Thumbprint);
        var head = Address.Parse(_node!.Address);
        var keeper = _stranger.ActorSelection(new RootActorPath(head) / "user" / SlotKeeper.Name);

        _stranger.ActorOf(
            Props.Create<Intruder>().WithDeploy(new Deploy(new RemoteScope(head))), "intruder");
        _stranger.ActorSelection(new RootActorPath(head) / "user" / "tune-node").Tell(PoisonPill.Instance);
        _stranger.ActorSelection(new RootActorPath(head) / "system" / "sharding").Tell(PoisonPill.Instance);
        keeper.Tell(PoisonPill.Instance);

        // The answer comes after all that has been dealt with: one link, one order.
        Assert.That((await keeper.Ask<ActorIdentity>(new Identify(1), Patience)).Subject, Is.Not.Null);
        Assert.That(Intruder.Hosts, Does.Not.Contain(_node.System));
        Assert.That(_node.Fallen.IsCompleted, Is.False);
        await RequireWorksAsync();
    }

    [TestCase("tune-slots", "lends its slots")]
    [TestCase("tune-node", "runs its trials")]
    [TestCase("tune-warden", "its warden")]
    [TestCase("/system/sharding/experiments", "the way to its experiments")]
    public async Task Node_LosesAGuardian_SaysSoAndEnds(string actor, string named)
    {
        var said = new List<string>();
        var never = new TaskCompletionSource<AttemptOutcome>();
        _node = await TuneCluster.StartAsync(Options() with
        {
            Log = line =>
            {
                lock (said)
                {
                    said.Add(line);
                }
            },
            Trainables = new Dictionary<string, Engine.Ports.TrainableDefinition>
            {
                ["train"] = Some.Trainable((_, _, kill) => never.Task.WaitAsync(kill)),
            },
        });
        await _node.SubmitAsync(Some.Spec(trials: 1));

        _node.System.ActorSelection(actor[0] == '/' ? actor : $"/user/{actor}").Tell(PoisonPill.Instance);

        Assert.That(await _node.Fallen.WaitAsync(Patience), Does.Contain(named));
        await _node.System.WhenTerminated.WaitAsync(Patience);
        Assert.That(
            async () => await _node.SubmitAsync(Some.Spec("other", trials: 1)).WaitAsync(Patience),
            Throws.InstanceOf<ClusterEndedException>().With.Message.Contains(named));
        lock (said)
        {
            Assert.That(said, Has.Some.Contains(named));
        }
    }

    [Test]
    public async Task Node_ToldToLeaveItsCluster_SaysSoAndEnds()
    {
        _node = await TuneCluster.StartAsync(Options());
        var cluster = AkkaCluster.Get(_node.System);

        cluster.Leave(cluster.SelfAddress);

        Assert.That(await _node.Fallen.WaitAsync(Patience), Does.Contain("told to leave its cluster"));
        await _node.System.WhenTerminated.WaitAsync(Patience);
    }

    [Test]
    public async Task Node_Disposed_HasNotFallen()
    {
        _node = await TuneCluster.StartAsync(Options());
        await _node.DisposeAsync();
        Assert.That(_node.Fallen.IsCompleted, Is.False);
    }

    [TestCase("127.0.0.1")]
    [TestCase("0.0.0.0")]
    public void Start_ALinkWithoutACertificate_IsRefused(string host) => Assert.That(
        async () => await TuneCluster.StartAsync(Options() with { Link = new NodeLink(null, ["AA"]) { Host = host } }),
        Throws.ArgumentException.With.Message.Contains($"{host} without a certificate"));

    [Test]
    public void Start_ALinkThatTrustsNobody_IsRefused()
    {
        using var own = NodeCertificate.Make(DateTimeOffset.UtcNow);
        Assert.That(
            async () => await TuneCluster.StartAsync(Options() with { Link = new NodeLink(own, []) }),
            Throws.ArgumentException.With.Message.Contains("trusts no certificate"));
    }

    [Test]
    public void Start_ToJoinWithoutALink_IsRefused() => Assert.That(
        async () => await TuneCluster.StartAsync(Options() with { Join = "akka.tcp://tune@127.0.0.1:1" }),
        Throws.ArgumentException.With.Message.Contains("has no link"));

    // What never left answers itself, and says that there is nobody; what has left is not answered.
    private static async Task<IActorRef?> SubjectAsync(Task<ActorIdentity> answer)
    {
        try
        {
            return (await answer).Subject;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private NodeLink? Link { get; set; }

    private async Task StartLinkedAsync(params string[] trusted)
    {
        var own = NodeCertificate.Make(DateTimeOffset.UtcNow);
        Link = new NodeLink(own, [own.Thumbprint, .. trusted]);
        _node = await TuneCluster.StartAsync(Options() with { Link = Link });
    }

    private async Task RequireWorksAsync()
    {
        await _node!.SubmitAsync(Some.Spec(trials: 2)).WaitAsync(Patience);
        using var patience = new CancellationTokenSource(Patience);
        var end = await ExperimentEvents.OfAsync("sweep", _node.EventsAsync("sweep", 0, patience.Token))
            .FirstAsync(static seen => seen.IsEnd, patience.Token);
        Assert.That(end.Now.Count(TrialStatus.Completed), Is.EqualTo(2));
    }

    private TuneClusterOptions Options()
    {
        var definition = Some.Reporting(2);
        return new()
        {
            Store = _store,
            Trainables = new Dictionary<string, Engine.Ports.TrainableDefinition> { [definition.Name] = definition },
            Catalog = SchedulerCatalog.All,
            Capacity = new NodeCapacity(1, 1, 0, 1 << 30),
            NodeName = "node",
            WorkFolder = Path.Combine(_folder, "work"),
        };
    }

    private static ActorSystem Stranger(
        System.Security.Cryptography.X509Certificates.X509Certificate2? certificate, params string[] trusted)
    {
        var config = ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp {
                hostname = "127.0.0.1"
                port = 0
                enable-ssl = {{(certificate is null ? "off" : "on")}}
              }
              coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
            }
            """);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        return ActorSystem.Create("tune", certificate is null ? setup : setup.And(new DotNettySslSetup(
            certificate, suppressValidation: false, requireMutualAuthentication: true,
            CertificateValidation.PinnedCertificate(trusted))));
    }

    // Ends when the way to the node has been tried and found closed.
    private static Task Refusals(ActorSystem system)
    {
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = system.ActorOf(Props.Create(() => new Listener(refused)));
        system.EventStream.Subscribe(listener, typeof(AssociationErrorEvent));
        system.EventStream.Subscribe(listener, typeof(DisassociatedEvent));
        return refused.Task;
    }

    // The sockets of a process that wait for connections from elsewhere.
    private static IReadOnlyList<string> Listening(int process)
    {
        const string listens = "0A";
        var own = Directory.GetFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target[8..^1])
            .ToHashSet();
        Assert.That(own, Is.Not.Empty, "the probe's sockets can be seen");
        return
        [
            .. ((string[])["tcp", "tcp6", "udp", "udp6"])
                .SelectMany(kind => File.ReadLines(
                    string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/net/{kind}")).Skip(1)
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(fields => own.Contains(fields[9])
                        && (fields[3] == listens || kind.StartsWith("udp", StringComparison.Ordinal)))
                    .Select(fields => $"{kind} {fields[1]}")),
        ];
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource refused) => ReceiveAny(_ => refused.TrySetResult());
    }

    private sealed class Intruder : ReceiveActor
    {
        public Intruder() => Hosts.Add(Context.System);

        public static System.Collections.Concurrent.ConcurrentBag<ActorSystem> Hosts { get; } = [];
    }
}
