using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Simulation;
using Tune.Hosting.Cli.Catalog;
using Tune.Schedulers;

namespace Tune.Hosting.Cli.Simulating;

/// <summary>What a forecast is made from.</summary>
/// <param name="Spec">The experiment asked about.</param>
/// <param name="Workload">What stands in for its training.</param>
/// <param name="Recording">The curves behind it; null if only the time of an iteration was stated.</param>
/// <param name="Basis">The same in words.</param>
internal sealed record ForecastSources(ExperimentSpec Spec, IWorkload Workload, Recording? Recording, string Basis)
{
    private static readonly JsonSerializerOptions Lenient = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Looks in the program and in the store.</summary>
    /// <exception cref="InvalidOperationException">There is nothing to forecast from; the message says what is missing.
    /// </exception>
    public static ForecastSources Find(ExperimentBook book, ReadingStore? store, ForecastRequest asked)
    {
        var known = store?.Experiments() ?? [];
        var from = asked.From ?? (known.Contains(asked.Name) ? asked.Name : null);
        if (from is not null && !known.Contains(from))
        {
            throw new InvalidOperationException(
                $"There is no experiment '{from}' in the store to take curves from; there are "
                + $"{(known.Count > 0 ? string.Join(", ", known) : "none")}.");
        }

        var recording = from is null ? null : Recording.Of(store!.Inner.Read(from));
        var spec = book.Find(asked.Name)?.Tuner.ToSpec() ?? recording?.Spec ?? throw new InvalidOperationException(
            $"There is no experiment '{asked.Name}', neither in this program nor in the store.");
        var iterations = asked.Iterations ?? recording?.Iterations ?? Last(spec.Scheduler);
        spec = spec with
        {
            Trials = asked.Trials ?? spec.Trials,
            TimeBudget = asked.TimeBudget ?? spec.TimeBudget,
            Scheduler = asked.Scheduler is { } name ? Scheduler(name, iterations) : spec.Scheduler,
        };
        if (recording is not null)
        {
            return new ForecastSources(
                spec, new RecordedWorkload(recording, iterations, secondsPerIteration: asked.SecondsPerIteration),
                recording, $"the curves of {recording.Trials.Length} trials of '{from}', drawn again and again");
        }

        if (asked.SecondsPerIteration is not { } seconds)
        {
            throw new InvalidOperationException(
                $"Nothing is known of how long '{asked.Name}' takes: name a recorded experiment with --from, or say "
                + "--seconds-per-iteration.");
        }

        return new ForecastSources(
            spec,
            new StatedWorkload(spec.Objective, iterations ?? throw Unbounded(), seconds),
            null, $"{iterations} iterations of about {seconds:G4} s, results by chance");
    }

    private static int? Last(SchedulerOptions scheduler) =>
        scheduler.RungLevels() is { Count: > 0 } rungs ? rungs[^1] : null;

    private static InvalidOperationException Unbounded() =>
        new("Nothing says how long a training is: give --iterations.");

    // A scheduler needs to know how long a training is; its other options keep their defaults.
    private static SchedulerOptions Scheduler(string name, int? iterations)
    {
        var entry = SchedulerCatalog.All.Schedulers.FirstOrDefault(one => one.Name == name)
            ?? throw new InvalidOperationException(
                $"There is no scheduler '{name}'; there are "
                + $"{string.Join(", ", SchedulerCatalog.All.Schedulers.Select(one => one.Name))}.");
        var text = iterations is { } most ? $"{{\"maxIterations\": {most}}}" : "{}";
        try
        {
            return (SchedulerOptions)JsonSerializer.Deserialize(text, entry.Options, Lenient)!;
        }
        catch (JsonException) when (iterations is null)
        {
            throw Unbounded();
        }
    }
}
