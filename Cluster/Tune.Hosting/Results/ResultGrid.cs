using System.Collections;
using System.Runtime.CompilerServices;
using Tune.Engine.Metrics;
using Tune.Engine.Pareto;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Plots;
using Tune.Storage.Export;

namespace Tune.Hosting.Results;

/// <summary>
/// The trials of an experiment in the order of their numbers. The same whether the experiment has just ended, still
/// runs, or is years old.
/// </summary>
/// <remarks>
/// Which trials there are, and <see cref="Experiment"/>, are as of the moment of loading. The first 1,000 trials and
/// the best one are in memory from then on, also when the host is gone. What lies beyond is read from the store a page
/// at a time whenever it is asked for, so a grid of a million trials takes no more room than one of a thousand; trials
/// that still run are then shown as they are at that time.
/// </remarks>
public sealed partial class ResultGrid : IReadOnlyList<Result>
{
    private const int FrontRoom = 2_000;

    private readonly TrialPages _trials;
    private readonly ITuneReader _store;

    private ResultGrid(ExperimentSummary experiment, TrialPages trials, ITuneReader store) =>
        (Experiment, _trials, _store) = (experiment, trials, store);

    /// <summary>The experiment at a glance.</summary>
    public ExperimentSummary Experiment { get; }

    /// <inheritdoc />
    public int Count => _trials.Count;

    /// <inheritdoc />
    public Result this[int index] => _trials[index];

    /// <summary>The trial with the best report.</summary>
    /// <exception cref="InvalidOperationException">No trial has reported a usable value of the objective.</exception>
    public Result Best => BestOrNull ?? throw new InvalidOperationException(
        $"No trial of '{Experiment.Name}' has reported a finite '{Experiment.Spec.Objective.Metric}'. "
        + (Experiment.Why.Length > 0 ? $"The experiment ended because {Experiment.Why}." : "See Errors."));

    /// <summary>The trial with the best report, or null.</summary>
    public Result? BestOrNull => _trials.Best;

    /// <summary>Trials that errored.</summary>
    public IEnumerable<Result> Errors => this.Where(result => result.Status == TrialStatus.Errored);

    /// <inheritdoc />
    public IEnumerator<Result> GetEnumerator() => _trials.All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The trials in order, without holding the thread while a page is read.</summary>
    public IAsyncEnumerable<Result> ReadAsync(CancellationToken cancellation = default) =>
        _trials.AllAsync(cancellation);

    /// <summary>The best trial when another report of each trial counts; ties go to the lower number. A trial whose
    /// report breaks a constraint or lacks an objective does not count.</summary>
    /// <exception cref="InvalidOperationException">No trial has a usable value.</exception>
    public async Task<Result> BestAsync(
        Scope scope, int lastCount = 5, CancellationToken cancellation = default)
    {
        (Result? Result, Score Score) best = default;
        await foreach (var result in ReadAsync(cancellation))
        {
            if (scope != Scope.Best && Experiment.Spec.ResultOf(result.Metrics).IsWorst)
            {
                continue;
            }

            var score = await result.ScoreAsync(scope, lastCount, cancellation);
            if (!score.IsWorst && (best.Result is null || score > best.Score))
            {
                best = (result, score);
            }
        }

        return best.Result ?? throw new InvalidOperationException(
            $"No trial of '{Experiment.Name}' has a finite '{Experiment.Spec.Objective.Metric}'.");
    }

    /// <summary>
    /// The trials that no other beats in every objective, by their last reports, in the order of their numbers; trials
    /// that break a constraint or lack an objective are left out. With one objective: the best last reports.
    /// </summary>
    public async Task<IReadOnlyList<Result>> FrontAsync(CancellationToken cancellation = default)
    {
        var spec = Experiment.Spec;
        var (front, points) = (new List<Result>(), new List<double[]>());
        var room = FrontRoom;
        await foreach (var result in ReadAsync(cancellation))
        {
            Score[] scores = [.. spec.Objectives.Select(objective => objective.ScoreOf(result.Metrics))];
            if (!scores.Any(score => score.IsWorst) && MetricConstraint.Total(spec.Constraints, result.Metrics) == 0)
            {
                front.Add(result);
                points.Add([.. scores.Select(score => score.Value)]);
            }

            // What is beaten already needs no room, however many trials there are.
            if (points.Count >= room)
            {
                Keep(front, points);
                room = Math.Max(room, 2 * points.Count);
            }
        }

        Keep(front, points);
        return front;
    }

    /// <summary>Writes the trials as a table, a line each; see <see cref="TrialTable"/> for its columns.</summary>
    /// <returns>How many trials were written.</returns>
    public Task<long> WriteCsvAsync(TextWriter output, CancellationToken cancellation = default) =>
        TrialTable.WriteAsync(Experiment, () => Summaries(cancellation), output, cancellation);

    /// <summary>Writes the trials as a table into a file, which is replaced.</summary>
    /// <returns>How many trials were written.</returns>
    public async Task<long> SaveCsvAsync(string path, CancellationToken cancellation = default)
    {
        await using var output = new StreamWriter(path);
        return await WriteCsvAsync(output, cancellation);
    }

    /// <summary>Loads the objective's curves and gives the pictures. Beyond 2,000 trials the best 2,000 are
    /// drawn.</summary>
    public Task<ExperimentPlots> PlotsAsync(CancellationToken cancellation = default) =>
        PlotsAsync(PlotTheme.Light, cancellation);

    /// <inheritdoc cref="PlotsAsync(CancellationToken)" />
    /// <param name="theme">Colours and sizes.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ExperimentPlots> PlotsAsync(PlotTheme theme, CancellationToken cancellation = default) =>
        new(await GridView.LoadAsync(_store, Experiment, _trials, cancellation), theme);

    /// <summary>The pictures, loading the curves now. <see cref="PlotsAsync(CancellationToken)"/> does the same without
    /// holding the thread.</summary>
    public ExperimentPlots Plots => Task.Run(() => PlotsAsync()).GetAwaiter().GetResult();

    private static void Keep(List<Result> front, List<double[]> points)
    {
        var kept = ParetoFront.Of(points);
        var (results, values) = (kept.Select(i => front[i]).ToArray(), kept.Select(i => points[i]).ToArray());
        front.Clear();
        points.Clear();
        front.AddRange(results);
        points.AddRange(values);
    }

    private async IAsyncEnumerable<TrialSummary> Summaries([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var result in ReadAsync(cancellation))
        {
            yield return result.Summary;
        }
    }

    internal static async Task<ResultGrid> LoadAsync(
        ITuneReader store, string experiment, CancellationToken cancellation)
    {
        await store.Tracking.CatchUpAsync(experiment, cancellation);
        var summary = await store.Tracking.FindAsync(experiment, cancellation)
            ?? throw await UnknownExperimentException.InAsync(store, experiment, cancellation);
        return new ResultGrid(summary, await TrialPages.LoadAsync(store, summary, cancellation), store);
    }
}
