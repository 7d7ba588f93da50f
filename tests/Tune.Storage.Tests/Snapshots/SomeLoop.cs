using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Schedulers;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Search.Auto;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Snapshots;

/// <summary>An experiment that is asked and told, under the scheduler and the searcher that users get by
/// default.</summary>
internal sealed class SomeLoop
{
    private readonly AskTellLoop _loop;

    public SomeLoop(SchedulerOptions? scheduler = null) => _loop = new AskTellLoop(Some.Spec() with
    {
        Trainable = AskTellLoop.Trainable,
        Trials = 1000,
        Scheduler = scheduler ?? new AshaOptions { MaxIterations = 9, GracePeriod = 1, ReductionFactor = 3 },
        Searcher = new AutoOptions(),
    });

    public static SpecJson Specs { get; } = new(SchedulerCatalog.All);

    public ExperimentState State => _loop.State;

    /// <summary>Trains on, appends what has happened, and gives the position.</summary>
    public async Task<long> TrainAsync(IJournal journal, int trials)
    {
        for (var i = 0; i < trials && _loop.Ask() is { } trial; i++)
        {
            var decision = (Engine.Trials.Decision)Engine.Trials.Decision.Continue.Instance;
            for (var at = trial.From?.Iteration ?? 0; decision is Engine.Trials.Decision.Continue && at < 9;)
            {
                at++;
                decision = _loop.Report(
                    trial.Trial, at, MetricSet.Of(("acc", trial.Config.Real("lr") * (1 - Math.Exp(-at)))));
            }

            if (decision is Engine.Trials.Decision.Continue)
            {
                _loop.Complete(trial.Trial);
            }
        }

        await journal.AppendAsync(journal.Count, _loop.TakeEvents());
        return journal.Count;
    }

    public StateSnapshot Snapshot(long position) => new(position, ExperimentMachine.Snapshot(State, Specs)!);
}
