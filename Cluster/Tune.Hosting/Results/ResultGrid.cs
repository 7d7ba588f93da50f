using Tune.Engine.Metrics;
using Tune.Engine.Pareto;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Plots;
using Tune.Plots.Charts;
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
public sealed partial class ResultGrid : IAsyncEnumerable<Result>
{
    private const int FrontRoom = 2_000;

    private readonly TrialPages _trials;
    private readonly ITuneReader _store;

    private ResultGrid(ExperimentSummary experiment, TrialPages trials, ITuneReader store) =>
        (Experiment, _trials, _store) = (experiment, trials, store);

    /// <summary>The experiment at a glance.</summary>
    public ExperimentSummary Experiment { get; }

    /// <summary>How many trials there are.</summary>
    public int Count => _trials.Count;

    /// <summary>The trial with the best report.</summary>
    /// <exception cref="InvalidOperationException">No trial has reported a usable value of the objective.</exception>
    public Result Best => BestOrNull ?? throw new InvalidOperationException(
        $"No trial of '{Experiment.Name}' has reported a finite '{Experiment.Spec.Objective.Metric}'. "
        + (Experiment.Why.Length > 0 ? $"The experiment ended because {Experiment.Why}." : "See ErrorsAsync."));

    /// <summary>The trial with the best report, or null.</summary>
    public Result? BestOrNull => _trials.Best;

    /// <summary>One trial.</summary>
    /// <param name="index">Its number: from 0 to below <see cref="Count"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public ValueTask<Result> GetAsync(int index, CancellationToken cancellation = default) =>
        _trials.GetAsync(index, cancellation);

    /// <summary>The trials in the order of their numbers.</summary>
    public IAsyncEnumerator<Result> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _trials.AllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Trials that errored.</summary>
    public IAsyncEnumerable<Result> ErrorsAsync() => this.Where(result => result.Status == TrialStatus.Errored);

    /// <summary>The best trial when another report of each trial counts; ties go to the lower number. A trial whose
    /// report breaks a constraint or lacks an objective does not count.</summary>
    /// <exception cref="InvalidOperationException">No trial has a usable value.</exception>
    public async Task<Result> BestAsync(
        Scope scope, int lastCount = 5, CancellationToken cancellation = default)
    {
        (Result? Result, ResultRank Rank) best = default;
        await foreach (var result in this.WithCancellation(cancellation))
        {
            if (scope != Scope.Best && Experiment.Spec.ResultOf(result.Metrics).IsWorst)
            {
                continue;
            }

            var score = await result.ScoreAsync(scope, lastCount, cancellation);
            var rank = Rank(result, scope, score);
            if (!score.IsWorst && (best.Result is null || rank > best.Rank))
            {
                best = (result, rank);
            }
        }

        return best.Result ?? throw new InvalidOperationException(
            $"No trial of '{Experiment.Name}' has a finite '{Experiment.Spec.Objective.Metric}'.");
    }

    /// <summary>
    /// The trials that no other beats in every objective, by their last reports, in the order of their numbers; trials
    /// that break a constraint or lack an objective are left out. With one objective: the best last reports. Where
    /// reports refine one estimate, of the longest trained trials only.
    /// </summary>
    public async Task<IReadOnlyList<Result>> FrontAsync(CancellationToken cancellation = default)
    {
        var spec = Experiment.Spec;
        var (front, points) = (new List<Result>(), new List<double[]>());
        var (room, longest) = (FrontRoom, 0);
        await foreach (var result in this.WithCancellation(cancellation))
        {
            Score[] scores = [.. spec.Objectives.Select(objective => objective.ScoreOf(result.Metrics))];
            if (!scores.Any(score => score.IsWorst) && MetricConstraint.Total(spec.Constraints, result.Metrics) == 0)
            {
                var rank = spec.Objective.RankOf(result.Summary.Iteration, scores[0]).Length;
                if (rank < longest)
                {
                    continue;
                }

                if (rank > longest)
                {
                    longest = rank;
                    front.Clear();
                    points.Clear();
                }

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

    // Where reports refine an estimate, those of less training say nothing beside the others.
    private static ResultRank Rank(Result result, Scope scope, Score score) => scope switch
    {
        Scope.Longest => new ResultRank(result.Summary.Iteration, score),
        Scope.Best => result.Objective.RankOf(result.Summary.BestIteration, score),
        _ => result.Objective.RankOf(result.Summary.Iteration, score),
    };

    /// <summary>Writes the trials as a table, a line each; see <see cref="TrialTable"/> for its columns.</summary>
    /// <returns>How many trials were written.</returns>
    public Task<long> WriteCsvAsync(TextWriter output, CancellationToken cancellation = default) =>
        TrialTable.WriteAsync(Experiment, () => this.Select(result => result.Summary), output, cancellation);

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

    private static void Keep(List<Result> front, List<double[]> points)
    {
        var kept = ParetoFront.Of(points);
        var (results, values) = (kept.Select(i => front[i]).ToArray(), kept.Select(i => points[i]).ToArray());
        front.Clear();
        points.Clear();
        front.AddRange(results);
        points.AddRange(values);
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
