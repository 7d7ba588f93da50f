using System.Threading.Channels;
using Akka.Actor;
using Tune.Clustering.Experiments;

namespace Tune.Clustering;

/// <summary>What happens to one experiment, as it happens, until it is disposed of.</summary>
public sealed class ExperimentWatch : IAsyncDisposable
{
    private readonly Channel<ExperimentNews> _news = Channel.CreateUnbounded<ExperimentNews>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IActorRef _listener;

    internal ExperimentWatch(ActorSystem system, IActorRef experiments, string experiment, bool events)
    {
        var listener = Props.Create(() => new Listener(experiments, experiment, events, _news.Writer, _begun));
        _listener = system.ActorOf(listener);
    }

    /// <summary>The news in order; ends when the watch is disposed of.</summary>
    public ChannelReader<ExperimentNews> News => _news.Reader;

    internal Task Begun => _begun.Task;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _listener.GracefulStop(TimeSpan.FromSeconds(5));
        _news.Writer.TryComplete();
    }

    private sealed class Listener : ReceiveActor
    {
        private readonly IActorRef _experiments;
        private readonly string _experiment;
        private readonly ChannelWriter<ExperimentNews> _news;

        public Listener(
            IActorRef experiments, string experiment, bool events, ChannelWriter<ExperimentNews> news,
            TaskCompletionSource begun)
        {
            _experiments = experiments;
            _experiment = experiment;
            _news = news;
            Receive<ExperimentNews>(one =>
            {
                Context.Watch(Sender);
                news.TryWrite(one);
                begun.TrySetResult();
            });

            // Its owner has moved or broken: whoever is there now is asked again.
            Receive<Terminated>(_ => experiments.Tell(new Subscribe(experiment, events)));
            experiments.Tell(new Subscribe(experiment, events), Self);
        }

        protected override void PostStop()
        {
            _experiments.Tell(new Unsubscribe(_experiment), Self);
            _news.TryComplete();
        }
    }
}
