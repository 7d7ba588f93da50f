using Tune.Engine.Metrics;
using Tune.Engine.Results;

namespace Tune.Hosting.Results;

public sealed partial class ResultGrid
{
    /// <summary>
    /// What came of each configuration over all the trials that had it, in the order of their first trials: mean and
    /// spread over repeats. Where reports refine one estimate, only the longest trained trials are measured.
    /// </summary>
    /// <param name="scope">Which of a trial's reports count; default its best.</param>
    /// <param name="lastCount">For <see cref="Scope.LastAverage"/>: how many last reports, 1 or more.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<ConfigurationSummary>> ByConfigurationAsync(
        Scope scope = Scope.Best, int lastCount = 5, CancellationToken cancellation = default) =>
        await TallyAsync(
            scope, lastCount,
            Experiment.Spec.Objective.Refines ? await LongestAsync(scope, cancellation) : 0, cancellation);

    private async Task<IReadOnlyList<ConfigurationSummary>> TallyAsync(
        Scope scope, int lastCount, int longest, CancellationToken cancellation)
    {
        var tally = new ConfigurationTally(Experiment.Spec.Objective);
        await foreach (var result in this.WithCancellation(cancellation))
        {
            var config = scope == Scope.Best ? result.BestConfig : result.Config;
            var score = Rank(result, scope, default).Length < longest
                ? Score.Worst
                : await result.ScoreAsync(scope, lastCount, cancellation);
            tally.Add(result.Trial, config, score);
        }

        return tally.Summaries();
    }

    /// <summary>
    /// The configuration with the best mean; ties go to the one that was tried first. Where each configuration was to
    /// be tried several times, those come first of which that many trials have a usable value.
    /// </summary>
    /// <exception cref="InvalidOperationException">No trial has a usable value.</exception>
    public async Task<ConfigurationSummary> BestConfigurationAsync(
        Scope scope = Scope.Best, int lastCount = 5, CancellationToken cancellation = default)
    {
        var all = await TallyAsync(
            scope, lastCount, await LongestAsync(scope, cancellation), cancellation);
        return BestFirst(all).FirstOrDefault(each => each.Measured > 0) ?? throw new InvalidOperationException(
                $"No trial of '{Experiment.Name}' has a finite '{Experiment.Spec.Objective.Metric}'.");
    }

    /// <summary>Configurations in the order of which the best is the first.</summary>
    internal IEnumerable<ConfigurationSummary> BestFirst(IEnumerable<ConfigurationSummary> configurations)
    {
        var whole = Experiment.Spec.Searcher.TrialsEach();
        return configurations.OrderByDescending(each => each.Measured >= whole)
            .ThenByDescending(each => each.Score);
    }

    // Of which length the longest results are, where that counts.
    private async Task<int> LongestAsync(Scope scope, CancellationToken cancellation)
    {
        var longest = 0;
        await foreach (var result in this.WithCancellation(cancellation))
        {
            var score = scope == Scope.Best ? result.Summary.BestScore : result.Objective.ScoreOf(result.Metrics);
            longest = score.IsWorst ? longest : Math.Max(longest, Rank(result, scope, score).Length);
        }

        return longest;
    }
}
