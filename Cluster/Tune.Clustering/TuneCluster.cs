using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tune.Clustering.Experiments;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Requests;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Clustering;

/// <summary>
/// A node of TuneNet inside this process, and the way to its experiments. Safe for many threads. Disposing ends what
/// runs without saving it; <see cref="DrainAsync"/> first to leave in good order.
/// </summary>
/// <remarks>
/// Everything that is asked ends: with an answer, with a <see cref="TimeoutException"/> after
/// <see cref="TuneClusterOptions.RequestDeadline"/>, with an <see cref="ObjectDisposedException"/> once this is
/// disposed of, or with a <see cref="ClusterEndedException"/> if the cluster ended by itself. In the last three cases
/// what was asked may be done all the same.
/// </remarks>
public sealed class TuneCluster : IAsyncDisposable
{
    private static readonly TimeSpan FitPatience = TimeSpan.FromSeconds(3);

    private readonly ServiceProvider _services;
    private readonly ActorSystem _system;
    private readonly IActorRef _experiments;
    private readonly SpecJson _specs;
    private readonly ITuneStore _store;
    private readonly IReadOnlyDictionary<string, TrainableDefinition> _trainables;
    private readonly PendingRequests _requests;
    private readonly TimeSpan _patience;
    private readonly Lazy<Task> _disposal;
    private readonly IActorRef _slots;
    private readonly NodeCapacity? _own;
    private readonly Func<Resources, bool> _couldBeAdded;
    private readonly bool _isAlone;

    private TuneCluster(ServiceProvider services, TuneClusterOptions options, Task<string> fallen)
    {
        Fallen = fallen;
        _specs = new SpecJson(options.Catalog);
        _trainables = options.Trainables;
        _store = options.Store;
        _services = services;
        _system = services.GetRequiredService<ActorSystem>();
        _experiments = services.GetRequiredService<ActorRegistry>().Get<ExperimentActor>();
        _patience = options.RequestDeadline;
        IActorRef postbox = ActorRefs.Nobody;
        _requests = new PendingRequests(
            options.Clock, _patience, request => _experiments.Tell(request, Volatile.Read(ref postbox)));
        Volatile.Write(ref postbox, _system.ActorOf(Postbox.Props(_requests)));
        _disposal = new Lazy<Task>(DisposeOnceAsync);
        fallen.ContinueWith(
            done => _requests.End(() => new ClusterEndedException(done.Result)), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _system.WhenTerminated.ContinueWith(
            _ => _requests.End(static () => new ClusterEndedException()), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _slots = services.GetRequiredService<ActorRegistry>().Get<SlotKeeper>();
        _own = options.Roles.Contains(Membership.Roles.Worker) ? options.Capacity : null;
        _couldBeAdded = options.CouldBeAdded;
        _isAlone = options.Link is null;
    }

    /// <summary>Ends, with the reason in a sentence, when the node has to end without having been told to: it has
    /// lost one of the actors it consists of, or its place in the cluster. What is asked of it from then on
    /// fails.</summary>
    public Task<string> Fallen { get; }

    /// <summary>The actor system, for tests.</summary>
    internal ActorSystem System => _system;

    /// <summary>Where other nodes find this one.</summary>
    internal string Address => Akka.Cluster.Cluster.Get(_system).SelfAddress.ToString();

    /// <summary>Ends the cluster as it does by itself when this node has lost the others.</summary>
    internal Task EndAsync() => _system.Terminate();

    /// <summary>Starts a node that joins itself. It can be used at once.</summary>
    /// <exception cref="ArgumentException">The options make no sense; the message has one sentence for each
    /// problem.</exception>
    public static async Task<TuneCluster> StartAsync(
        TuneClusterOptions options, CancellationToken cancellation = default)
    {
        var fallen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = options with { Fallen = why => fallen.TrySetResult(why) };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime, EmbeddedLifetime>();
        services.AddAkka("tune", (builder, _) => builder.AddTuneCluster(told));
        var provider = services.BuildServiceProvider();
        try
        {
            foreach (var service in provider.GetServices<IHostedService>())
            {
                await service.StartAsync(cancellation);
            }

            return new TuneCluster(provider, options, fallen.Task);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an experiment, extends it, or takes it up again. Ends when that is in the journal.</summary>
    /// <returns>The session in which it runs; the last one if there is nothing left to run.</returns>
    /// <exception cref="InvalidExperimentException">It was refused; nothing runs.</exception>
    public Task<Term> SubmitAsync(ExperimentSpec spec, CancellationToken cancellation = default) =>
        SubmitAsync(spec, null, cancellation);

    /// <summary>The same, and lets trials that failed for good run again. All of it is done, or nothing.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="again">Which trials; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The session in which it runs; the last one if there is nothing left to run.</returns>
    /// <exception cref="InvalidExperimentException">It was refused, or one of the trials has not failed; nothing has
    /// changed.</exception>
    public Task<Term> SubmitAsync(
        ExperimentSpec spec, SecondChance? again, CancellationToken cancellation = default) =>
        SubmitAsync(spec, again, mark: null, cancellation);

    /// <summary>The same of an experiment that must be a new one, with what is written about it.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="mark">What is written about it, and who asks. Asked for again under its key, nothing more
    /// happens.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The session in which it runs.</returns>
    /// <exception cref="InvalidExperimentException">It was refused, or there is one of that name; nothing has
    /// changed.</exception>
    public Task<Term> SubmitNewAsync(
        ExperimentSpec spec, SubmitMark mark, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mark);
        return SubmitAsync(spec, null, mark, cancellation);
    }

    private Task<Term> SubmitAsync(
        ExperimentSpec spec, SecondChance? again, SubmitMark? mark, CancellationToken cancellation)
    {
        _requests.ThrowIfEnded();
        string[] problems =
        [
            .. WireSpec.Problems(spec, _specs, _isAlone),
            .. _trainables.TryGetValue(spec.Trainable ?? "", out var trainable)
                ? trainable.Problems(spec.Scheduler) : [],
        ];
        return problems.Length > 0
            ? Task.FromException<Term>(new InvalidExperimentException(spec.Name, problems))
            : BeginAsync(spec, again, mark, cancellation);
    }

    /// <summary>Takes an experiment up again as it is stored. Ends when that is in the journal.</summary>
    /// <returns>The session in which it runs; the last one if there is nothing left to run.</returns>
    /// <exception cref="InvalidExperimentException">It was refused; nothing runs.</exception>
    public Task<Term> ResumeAsync(string experiment, CancellationToken cancellation = default) =>
        BeginAsync(new ResumeExperiment(experiment), cancellation);

    /// <summary>Pauses an experiment: running trials save and leave. Ends when that is in the journal.</summary>
    /// <exception cref="InvalidExperimentException">It was refused: unknown, or over already.</exception>
    public Task PauseAsync(string experiment, CancellationToken cancellation = default) =>
        AskAsync(new PauseExperiment(experiment), cancellation);

    /// <summary>Ends an experiment for good, unless it is extended. Ends when that is in the journal.</summary>
    /// <exception cref="InvalidExperimentException">It was refused: unknown, or over already.</exception>
    public Task StopAsync(string experiment, CancellationToken cancellation = default) =>
        AskAsync(new StopExperiment(experiment), cancellation);

    /// <summary>Ends one trial. Ends when that is in the journal.</summary>
    /// <exception cref="InvalidExperimentException">It was refused: unknown, or over already.</exception>
    public Task StopTrialAsync(string experiment, TrialId trial, CancellationToken cancellation = default) =>
        AskAsync(new StopTrial(experiment, trial), cancellation);

    /// <summary>Does something to an experiment by hand. Ends when that is in the journal with all that follows from
    /// it. What only writes about an experiment starts nothing.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="act">What.</param>
    /// <param name="by">Who does it. Without a key it is done each time it is asked for.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    /// <exception cref="InvalidExperimentException">It was refused; nothing has changed.</exception>
    public async Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation = default)
    {
        // An owner may go before it can answer, and another would enqueue the trial once more.
        var once = act is UserAct.Enqueue && by.Key is null
            ? by with { Key = $"{ActedBy.MadeUp}{Guid.NewGuid():N}" }
            : by;
        var taken = (ActTaken)await AskAsync(new ActOnExperiment(experiment, act, once), cancellation);
        return new ActReceipt(taken.Trial, taken.IsRepeat && by.Key is not null);
    }

    /// <summary>
    /// Leaves an experiment in good order: nothing new is handed out, running trials save and leave. Ends when nothing
    /// runs and the session is closed; at once if there is none. Waits for trials that save at most
    /// <see cref="TuneClusterOptions.RequestDeadline"/> and the experiment's <see cref="TrialLimits.StopGrace"/>
    /// together, and no longer than ten seconds for a store that takes nothing or does not answer an append. What runs
    /// then is left as it is, and goes on from its last checkpoints when the experiment is taken up again.
    /// </summary>
    /// <exception cref="InvalidExperimentException">The store takes nothing, or an error ended the experiment's owner;
    /// what was running is not saved.</exception>
    /// <exception cref="TimeoutException">What runs was not gone in time, or no owner answers.</exception>
    public Task DrainAsync(string experiment, CancellationToken cancellation = default) =>
        AskAsync(new DrainExperiment(experiment), cancellation);

    /// <inheritdoc cref="IExperimentFeed.EventsAsync" />
    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        _store.EventsAsync(experiment, from, cancellation);

    /// <summary>Subscribes to what the owner of an experiment says that is not in its journal; what happens in it is
    /// in <see cref="EventsAsync"/>. Neither makes anybody its owner or opens its journal for writing. The experiment
    /// need not exist yet. Ends when nothing from then on is missed.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ExperimentSubscription> SubscribeAsync(
        string experiment, CancellationToken cancellation = default)
    {
        _requests.ThrowIfEnded();
        var subscription = new ExperimentSubscription(_system, _experiments, experiment);
        try
        {
            await subscription.Begun.WaitAsync(_patience, cancellation);
            return subscription;
        }
        catch (Exception e)
        {
            await subscription.DisposeAsync();
            _requests.ThrowIfEnded();
            throw e is TimeoutException
                ? new TimeoutException($"The experiment '{experiment}' did not answer within {_patience}.")
                : e;
        }
    }

    /// <summary>Ends the node and whatever is waited for here. Doing so again, also at the same time, only waits for
    /// it.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    private async Task<Term> BeginAsync(
        ExperimentSpec spec, SecondChance? again, SubmitMark? mark, CancellationToken cancellation)
    {
        if (await ShortageAsync(spec.Resources, cancellation) is { Length: > 0 } why)
        {
            throw new InvalidExperimentException(
                spec.Name, [$"Resources: {why}. Ask for less, or start a node that has as much."]);
        }

        return await BeginAsync(new SubmitExperiment(spec, again, mark), cancellation);
    }

    // It would wait for ever. Whoever does not answer in time is no reason to refuse anything.
    private async Task<string> ShortageAsync(Resources needs, CancellationToken cancellation)
    {
        if (_couldBeAdded(needs))
        {
            return "";
        }

        try
        {
            return (await _slots.Ask<FitAnswer>(new AskFit(needs, _own), FitPatience, cancellation)).Why;
        }
        catch (Exception e) when (e is AskTimeoutException or InvalidOperationException)
        {
            return "";
        }
    }

    private async Task DisposeOnceAsync()
    {
        _requests.End(static () => new ObjectDisposedException(nameof(TuneCluster)));
        var leaving = LeavingJournals.Of(_system);
        await _system.Terminate();
        await leaving.WhenAllGoneAsync();
        await _services.DisposeAsync();
    }

    private async Task<Term> BeginAsync(ExperimentRequest request, CancellationToken cancellation) =>
        ((Accepted)await AskAsync(request, cancellation)).Term;

    private async Task<Answer> AskAsync(ExperimentRequest request, CancellationToken cancellation)
    {
        var answer = await _requests.AskAsync(request, cancellation);
        return answer is Refused refused
            ? throw new InvalidExperimentException(refused.Experiment, refused.Problems) { Fault = refused.Fault }
            : answer;
    }
}
