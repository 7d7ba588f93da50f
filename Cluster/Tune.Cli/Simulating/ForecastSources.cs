using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Simulation;
using Tune.Engine.Stores;
using Tune.Hosting;
using Tune.Schedulers.Pbt;

namespace Tune.Cli.Simulating;

/// <summary>What a forecast is made from.</summary>
/// <param name="Spec">The experiment asked about.</param>
/// <param name="Iterations">How long a whole training is, if that was said.</param>
/// <param name="Workload">What stands in for its training.</param>
/// <param name="Recording">The curves behind it; null if only the time of an iteration was stated.</param>
/// <param name="Basis">The same in words.</param>
internal sealed record ForecastSources(
    ExperimentSpec Spec, int? Iterations, IWorkload Workload, Recording? Recording, string Basis)
{
    /// <summary>Looks in the program and in the store.</summary>
    /// <exception cref="InvalidExperimentException">The experiment cannot start.</exception>
    /// <exception cref="UsageException">An algorithm is named that there is not, or an option of it is wrong.
    /// </exception>
    /// <exception cref="InvalidOperationException">There is nothing to forecast from; the message says what is missing.
    /// </exception>
    public static async Task<ForecastSources> FindAsync(
        ExperimentBook book, ITuneReader? store, ForecastRequest asked, CancellationToken cancellation)
    {
        var known = store is null ? [] : await store.ExperimentsAsync(cancellation);
        var from = asked.From ?? (known.Contains(asked.Name) ? asked.Name : null);
        if (from is not null && !known.Contains(from))
        {
            throw new InvalidOperationException(
                $"There is no experiment '{from}' in the store to take curves from; there are "
                + $"{(known.Count > 0 ? string.Join(", ", known) : "none")}.");
        }

        var recording = from is null
            ? null
            : await Task.Run(() => Recording.Of(
                store!.ReadJournalAsync(from, cancellation: cancellation).ToBlockingEnumerable(cancellation)),
                cancellation);
        var spec = book.Find(asked.Name)?.Tuner.ToSpec() ?? recording?.Spec ?? throw new InvalidOperationException(
            $"There is no experiment '{asked.Name}', neither in this program nor in the store.");
        spec = spec with { Trials = asked.Trials ?? spec.Trials, TimeBudget = asked.TimeBudget ?? spec.TimeBudget };
        var scheduler = AlgorithmText.Scheduler(asked.Scheduler);
        var searcher = AlgorithmText.Searcher(asked.Searcher);

        var whole = asked.Iterations ?? scheduler?.Iterations;
        var iterations = whole ?? recording?.Iterations ?? Last(spec);
        spec = spec with
        {
            Scheduler = (SchedulerOptions?)scheduler?.Options(iterations) ?? spec.Scheduler,
            Searcher = (SearcherOptions?)searcher?.Options(iterations) ?? spec.Searcher,
        };
        TuneHost.Require(spec);
        if (recording is not null)
        {
            return new ForecastSources(
                spec, whole,
                new RecordedWorkload(recording, iterations, secondsPerIteration: asked.SecondsPerIteration),
                recording, $"the curves of {recording.Trials.Length} trials of '{from}', drawn again and again");
        }

        if (asked.SecondsPerIteration is not { } seconds)
        {
            throw new InvalidOperationException(
                $"Nothing is known of how long '{asked.Name}' takes: name a recorded experiment with --from, or say "
                + "--seconds-per-iteration.");
        }

        // Nothing is known but time: one made-up result stands for all objectives.
        return new ForecastSources(
            spec with { FurtherObjectives = [], Constraints = [] }, whole,
            new StatedWorkload(spec.Objective, iterations ?? throw AlgorithmText.Unbounded(), seconds),
            null, $"{iterations} iterations of about {seconds:G4} s, results by chance");
    }

    // Rungs that are wrong may be without end: nothing is asked of options that have problems.
    private static int? Last(ExperimentSpec spec) => TuneHost.Checked(spec).Count > 0
        ? null
        : spec.Scheduler switch
        {
            PopulationOptions population => population.MaxIterations,
            var other => other.RungLevels() is { Count: > 0 } rungs ? rungs[^1] : null,
        };
}
