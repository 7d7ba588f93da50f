using System.Threading.Channels;
using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering;

/// <summary>What the owner of an experiment has to say besides its events, under whichever owner, until it is disposed
/// of. It makes nobody an owner. Whoever reads slowly misses what is old, never the latest.</summary>
public sealed class ExperimentSubscription : IAsyncDisposable
{
    private const int KeptMax = 1024;

    private readonly Channel<ExperimentNews> _news = Channel.CreateBounded<ExperimentNews>(
        new BoundedChannelOptions(KeptMax)
        {
            SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.DropOldest,
        });
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorSystem _system;
    private readonly IActorRef _listener;

    internal ExperimentSubscription(ActorSystem system, IActorRef experiments, string experiment)
    {
        _system = system;
        var listener = Props.Create(() => new Listener(
            experiments, experiment, _news.Writer, _begun, _ended));
        _listener = system.ActorOf(listener);

        // Before whatever its maker asks next.
        experiments.Tell(new Subscribe(experiment), _listener);
    }

    /// <summary>The news in order; ends when this is disposed of.</summary>
    public ChannelReader<ExperimentNews> News => _news.Reader;

    internal Task Begun => _begun.Task;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Tell(PoisonPill.Instance);
        await Task.WhenAny(_ended.Task, _system.WhenTerminated);
        _news.Writer.TryComplete();
    }

    private sealed class Listener : ReceiveActor, IWithTimers
    {
        private static readonly TimeSpan AskAgainEvery = TimeSpan.FromMilliseconds(500);

        private readonly IActorRef _experiments;
        private readonly string _experiment;
        private readonly ChannelWriter<ExperimentNews> _news;
        private readonly TaskCompletionSource _begun;
        private readonly TaskCompletionSource _ended;

        public Listener(
            IActorRef experiments, string experiment, ChannelWriter<ExperimentNews> news,
            TaskCompletionSource begun, TaskCompletionSource ended)
        {
            _experiments = experiments;
            _experiment = experiment;
            _news = news;
            _begun = begun;
            _ended = ended;
            Receive<ExperimentNews>(one =>
            {
                Context.Watch(Sender);
                news.TryWrite(one);
                Timers.Cancel(nameof(Subscribe));
                begun.TrySetResult();
            });
            Receive<Subscribe>(again => experiments.Tell(again));

            // Its owner has moved or broken: whoever is there now is asked again.
            Receive<Terminated>(_ => Subscribe());
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Subscribe();

        protected override void PostStop()
        {
            _begun.TrySetException(new ClusterEndedException());
            _experiments.Tell(new Unsubscribe(_experiment), Self);
            _news.TryComplete();
            _ended.TrySetResult();
        }

        // Until the first news: an owner that breaks or leaves may take the question with it.
        private void Subscribe() => Timers.StartPeriodicTimer(
            nameof(Subscribe), new Subscribe(_experiment), TimeSpan.Zero, AskAgainEvery);
    }
}
