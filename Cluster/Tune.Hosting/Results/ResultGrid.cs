using System.Collections;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Plots;

namespace Tune.Hosting.Results;

/// <summary>
/// The trials of an experiment in the order of their numbers, as of the moment it was loaded. The same whether the
/// experiment has just ended, still runs, or is years old.
/// </summary>
public sealed class ResultGrid : IReadOnlyList<Result>
{
    private const int PageSize = 5000;
    private const int CurvesMax = 2000;
    private const int CurvePointsMax = 500;

    private readonly List<Result> _results;
    private readonly ITuneStore _store;

    private ResultGrid(ExperimentSummary experiment, List<Result> results, ITuneStore store)
    {
        (Experiment, _results, _store) = (experiment, results, store);
    }

    /// <summary>The experiment at a glance.</summary>
    public ExperimentSummary Experiment { get; }

    /// <inheritdoc />
    public int Count => _results.Count;

    /// <inheritdoc />
    public Result this[int index] => _results[index];

    /// <summary>The trial with the best report.</summary>
    /// <exception cref="InvalidOperationException">No trial has reported a usable value of the objective.</exception>
    public Result Best => BestOrNull ?? throw new InvalidOperationException(
        $"No trial of '{Experiment.Name}' has reported a finite '{Experiment.Spec.Objective.Metric}'. "
        + (Experiment.Why.Length > 0 ? $"The experiment ended because {Experiment.Why}." : "See Errors."));

    /// <summary>The trial with the best report, or null.</summary>
    public Result? BestOrNull => Experiment.Best is { } best ? _results[best.Trial.Number] : null;

    /// <summary>Trials that errored.</summary>
    public IEnumerable<Result> Errors => _results.Where(result => result.Status == TrialStatus.Errored);

    /// <inheritdoc />
    public IEnumerator<Result> GetEnumerator() => _results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The best trial when another report of each trial counts; ties go to the lower number.</summary>
    /// <exception cref="InvalidOperationException">No trial has a usable value.</exception>
    public async Task<Result> BestAsync(
        Scope scope, int lastCount = 5, CancellationToken cancellation = default)
    {
        (Result? Result, Engine.Metrics.Score Score) best = default;
        foreach (var result in _results)
        {
            var score = await result.ScoreAsync(scope, lastCount, cancellation);
            if (!score.IsWorst && (best.Result is null || score > best.Score))
            {
                best = (result, score);
            }
        }

        return best.Result ?? throw new InvalidOperationException(
            $"No trial of '{Experiment.Name}' has a finite '{Experiment.Spec.Objective.Metric}'.");
    }

    /// <summary>Loads the objective's curves and gives the pictures. Beyond 2,000 trials the best 2,000 are
    /// drawn.</summary>
    public async Task<ExperimentPlots> PlotsAsync(CancellationToken cancellation = default) =>
        new(await ViewAsync(cancellation));

    /// <summary>The pictures, loading the curves now. <see cref="PlotsAsync"/> does the same without holding the
    /// thread.</summary>
    public ExperimentPlots Plots => PlotsAsync().GetAwaiter().GetResult();

    internal static async Task<ResultGrid> LoadAsync(
        ITuneStore store, string experiment, CancellationToken cancellation)
    {
        await store.Tracking.CatchUpAsync(experiment, cancellation);
        var summary = await store.Tracking.FindAsync(experiment, cancellation)
            ?? throw new UnknownExperimentException(experiment, store);
        var results = new List<Result>(summary.Trials);
        while (results.Count < summary.Trials)
        {
            var page = await store.Tracking.TrialsAsync(experiment, results.Count, PageSize, cancellation);
            results.AddRange(page.Select(trial => new Result(experiment, summary.Spec.Objective, trial, store)));
            if (page.Count == 0)
            {
                break;
            }
        }

        return new ResultGrid(summary, results, store);
    }

    private async Task<ExperimentView> ViewAsync(CancellationToken cancellation)
    {
        var name = Experiment.Name;
        var drawn = _results.Count <= CurvesMax
            ? _results
            : [.. _results.OrderByDescending(r => r.Summary.BestScore).Take(CurvesMax).OrderBy(r => r.Trial)];
        var runs = new Dictionary<TrialId, List<RunSummary>>();
        for (var skip = 0; skip < _results.Count; skip += PageSize)
        {
            foreach (var run in await _store.Tracking.RunsAsync(name, skip, PageSize, cancellation))
            {
                (runs.TryGetValue(run.Trial, out var list) ? list : runs[run.Trial] = []).Add(run);
            }
        }

        var trials = new List<TrialView>(drawn.Count);
        foreach (var result in drawn)
        {
            trials.Add(new TrialView(
                result.Summary,
                await result.CurveAsync(pointsMax: CurvePointsMax, cancellation: cancellation),
                runs.GetValueOrDefault(result.Trial) ?? []));
        }

        return new ExperimentView(name, Experiment.Spec.Objective, Experiment.Spec.Space, trials);
    }
}
