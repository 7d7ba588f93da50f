using System.Collections.Concurrent;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Clustering.Tests.Storms;

/// <summary>
/// Thousands of calls by many callers against a store that fails again and again, and against owners that break or are
/// disposed of meanwhile. Each call must end with one answer.
/// </summary>
internal sealed class Storm(StormOptions options) : IAsyncDisposable
{
    private const string Name = "sweep";

    private readonly string _folder = Directory.CreateTempSubdirectory("tune-storm-").FullName;
    private readonly FlakyStore _store = new();
    private readonly ConcurrentBag<TrialId> _stopped = [];
    private readonly ConcurrentQueue<string> _odd = new();
    private readonly ConcurrentQueue<(string What, Task Call)> _open = new();
    private readonly int[] _ends = new int[6];
    private readonly List<TuneCluster> _clusters = [];
    private int _called;

    /// <summary>What was thrown that nobody documents, and what a replay found amiss.</summary>
    public IReadOnlyCollection<string> Odd => _odd;

    public async Task<StormVerdict> RunAsync()
    {
        for (var i = 0; i < options.Owners; i++)
        {
            _clusters.Add(await TuneCluster.StartAsync(Options($"n{i}")));
        }

        await _clusters[0].SubmitAsync(Some.Spec(Name, trials: 1_000_000));
        Break();
        var disposal = Task.CompletedTask;
        var disposes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, options.Callers).Select(caller => Task.Run(() => CallAsync(caller, disposes)))
            .ToArray();
        if (options.Disposes)
        {
            await disposes.Task;
            disposal = DisposeClustersAsync();
        }

        await Task.WhenAll(callers);
        await disposal;
        await DisposeClustersAsync();
        await NoteOpenAsync();
        return new StormVerdict(
            _called, _ends[(int)End.Done], _ends[(int)End.Refused], _ends[(int)End.Late], _ends[(int)End.Ended],
            _ends[(int)End.Odd], _ends[(int)End.Unanswered], await WrongAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeClustersAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task DisposeClustersAsync() =>
        await Task.WhenAll(_clusters.Select(cluster => cluster.DisposeAsync().AsTask()));

    private void Break()
    {
        _store.IsSlow = true;
        _store.Fails = (number, _) =>
            Falls(number, options.BreakEvery) ? new InvalidOperationException("the store has a fault")
                : Falls(number, options.FullEvery) ? new StorageException(StorageFault.Full, "the disk is full") : null;
        _store.WritesBeforeFailing = number => KeyedRandom.For(options.Seed, "storm/write", number).NextInt(2) == 0;
        _store.JournalFails = number => Falls(number, options.OpenFailsEvery)
            ? new StorageException(StorageFault.Other, "the disk cannot be read")
            : null;
        _store.DisposeFails = number => Falls(number, options.DisposeFailsEvery)
            ? new StorageException(StorageFault.Other, "the disk cannot be closed")
            : null;
    }

    private static bool Falls(int number, int every) => every > 0 && number % every == 0;

    private async Task CallAsync(int caller, TaskCompletionSource disposes)
    {
        var random = KeyedRandom.For(options.Seed, "storm/call", caller);
        var burst = new List<Task>();
        while (Interlocked.Increment(ref _called) is var number && number <= options.Calls)
        {
            if (number > options.Calls * 9 / 10)
            {
                disposes.TrySetResult();
            }

            burst.Add(EndOfAsync(random));
            if (burst.Count == options.Burst)
            {
                await Task.WhenAll(burst);
                burst.Clear();
            }
        }

        await Task.WhenAll(burst);
        Interlocked.Decrement(ref _called);
    }

    private async Task EndOfAsync(KeyedRandom random)
    {
        var end = await EndAsync(random);
        Interlocked.Increment(ref _ends[(int)end]);
    }

    private async Task<End> EndAsync(KeyedRandom random)
    {
        var cluster = random.NextInt(_clusters.Count);
        var call = Task.CompletedTask;
        var what = "";
        try
        {
            (what, call) = Call(_clusters[cluster], random);
            await call.WaitAsync(options.Patience);
            return End.Done;
        }
        catch (InvalidExperimentException)
        {
            return End.Refused;
        }
        catch (ObjectDisposedException)
        {
            return End.Ended;
        }
        catch (TimeoutException late)
        {
            // The one of our own patience names nothing.
            if (late.Message.Contains(Name, StringComparison.Ordinal))
            {
                return End.Late;
            }

            _open.Enqueue(($"{what} of n{cluster}", call));
            return End.Unanswered;
        }
        catch (Exception odd)
        {
            _odd.Enqueue(odd.ToString());
            return End.Odd;
        }
    }

    // What had not ended when patience had: whether it does with its cluster.
    private async Task NoteOpenAsync()
    {
        foreach (var (what, call) in _open)
        {
            await call.WaitAsync(options.Deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _odd.Enqueue(call.IsCompleted
                ? $"{what} ended after {options.Patience}, or with its cluster: {call.Exception?.Message ?? "done"}"
                : $"{what} has not ended, not even with its cluster.");
        }
    }

    private (string What, Task Call) Call(TuneCluster cluster, KeyedRandom random) => random.NextInt(8) switch
    {
        0 or 1 => ("pause", cluster.PauseAsync(Name)),
        2 or 3 => ("resume", cluster.ResumeAsync(Name)),
        4 => ("submit", cluster.SubmitAsync(Some.Spec(Name, trials: 1_000_000))),
        5 => ("drain", cluster.DrainAsync(Name)),
        _ => ("stop-trial", StopTrialAsync(cluster, new TrialId(random.NextInt(200)))),
    };

    private async Task StopTrialAsync(TuneCluster cluster, TrialId trial)
    {
        await cluster.StopTrialAsync(Name, trial);
        _stopped.Add(trial);
    }

    private async Task<int> WrongAsync()
    {
        var history = await _store.HistoryAsync(Name);
        var stopped = history.OfType<ExperimentEvent.Decided>()
            .Where(decided => decided.Decision is Decision.Stop { Reason: StopReason.User })
            .Select(decided => decided.Trial)
            .Concat(history.OfType<ExperimentEvent.TrialEnded>().Select(ended => ended.Trial)).ToHashSet();
        var missing = _stopped.Where(trial => !stopped.Contains(trial)).Distinct().ToArray();
        foreach (var trial in missing)
        {
            _odd.Enqueue($"Trial {trial} was said to be stopped, and is not.");
        }

        var mismatches = ReplayAudit.Run(history).Mismatches;
        foreach (var mismatch in mismatches)
        {
            _odd.Enqueue(mismatch);
        }

        return missing.Length + mismatches.Count;
    }

    // One trial after another, each a few milliseconds long and told by its answers what to do.
    private TuneClusterOptions Options(string node)
    {
        var definition = Some.Trainable(async (assignment, channel, kill) =>
        {
            for (var i = assignment.FromIteration + 1; i <= 200; i++)
            {
                var answer = await await channel.SendAsync(
                    new TrialReport(i - assignment.FromIteration, i, Some.Acc(i), null), kill);
                if (answer.Leaving == Leaving.Interrupt)
                {
                    return AttemptOutcome.Interrupted.Instance;
                }

                if (answer.Leaving != Leaving.No || answer.Refused is not null)
                {
                    return AttemptOutcome.Obeyed.Instance;
                }
            }

            return AttemptOutcome.Completed.Instance;
        });
        return new TuneClusterOptions
        {
            Store = _store,
            Trainables = new Dictionary<string, TrainableDefinition> { [definition.Name] = definition },
            Catalog = SchedulerCatalog.All,
            Capacity = new NodeCapacity(2, 2, 0, 1 << 30),
            NodeName = node,
            WorkFolder = Path.Combine(_folder, "work"),
            RequestDeadline = options.Deadline,
        };
    }

    private enum End
    {
        Done,
        Refused,
        Late,
        Ended,
        Odd,
        Unanswered,
    }
}
