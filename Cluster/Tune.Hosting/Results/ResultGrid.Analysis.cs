using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Hosting.Results;

// What the trials say about the parameters.
public sealed partial class ResultGrid
{
    /// <summary>How much each parameter matters; without options by PED-ANOVA, for what the experiment optimises.
    /// </summary>
    /// <param name="options">The method and its options.</param>
    /// <param name="target">What to explain, for example <c>Target.Of("latency_ms", Mode.Min)</c>;
    /// null for the experiment's objective, or all of its objectives together.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null if fewer than 4 trials have a value, or all have the same, or nothing varies.</returns>
    public async Task<ImportanceReport?> ImportanceAsync(
        ImportanceOptions? options = null, Target? target = null, CancellationToken cancellation = default) =>
        ImportanceAnalysis.Of(await EvidenceAsync(target, cancellation), options);

    /// <summary>Which parameters matter together, by fANOVA; also the mean over all others for any two of them.
    /// </summary>
    /// <returns>Null if fewer than 4 trials have a value, or all have the same, or fewer than two parameters vary.
    /// </returns>
    /// <inheritdoc cref="ImportanceAsync" path="/param" />
    public async Task<InteractionReport?> InteractionsAsync(
        ImportanceOptions? options = null, Target? target = null, CancellationToken cancellation = default) =>
        InteractionReport.Of(await EvidenceAsync(target, cancellation), options);

    /// <summary>A space for the next experiment: narrowed to where the best trials lie, widened where they stand at its
    /// end, with what speaks for it. Its <c>Space</c> can be given to a <see cref="Tuner"/>.</summary>
    /// <param name="options">How.</param>
    /// <param name="target">What to go by; null for what the experiment optimises.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null if fewer than 20 trials have a value, or all have the same.</returns>
    public async Task<SpaceSuggestion?> SuggestSpaceAsync(
        NarrowingOptions? options = null, Target? target = null, CancellationToken cancellation = default) =>
        SpaceSuggestion.Of(Experiment.Spec.Space, await EvidenceAsync(target, cancellation), options);

    /// <summary>The trials as numbers, for an analysis of one's own.</summary>
    public async Task<Evidence> EvidenceAsync(Target? target = null, CancellationToken cancellation = default)
    {
        var asked = target ?? Target.Of(Experiment.Spec);
        var every = 1 + ((Count - 1) / Evidence.TrialsMax);
        var kept = new List<TrialSummary>(Math.Min(Count, Evidence.TrialsMax));
        await foreach (var result in this.WithCancellation(cancellation))
        {
            if (result.Trial.Number % every == 0)
            {
                kept.Add(result.Summary);
            }
        }

        return Evidence.Of(
            Experiment.Spec,
            asked is { IsFront: false, ByBest: false } ? await WithLastOfAsync(asked.Name, kept, cancellation) : kept,
            asked);
    }

    // A metric need not be in every report: of trials whose last one lacks it, the last that has it counts.
    private async Task<IEnumerable<TrialSummary>> WithLastOfAsync(
        string metric, List<TrialSummary> trials, CancellationToken cancellation)
    {
        var last = new Dictionary<TrialId, CurvePoint>();
        foreach (var some in trials.Where(Lacks).Select(trial => trial.Trial).Chunk(TrialPages.PageSize))
        {
            var page = await _store.Tracking.CurvesAsync(
                Experiment.Name, new CurveQuery { Trials = [.. some], Metrics = [metric], PointsMax = 2 },
                cancellation);
            foreach (var curve in page.Curves.Where(curve => curve.Points.Count > 0))
            {
                last[curve.Trial] = curve.Points[^1];
            }
        }

        return trials.Select(trial => last.TryGetValue(trial.Trial, out var point) && Lacks(trial)
            ? trial with { LastMetrics = MetricSet.Of((metric, point.Value)), Iteration = point.Iteration }
            : trial);

        bool Lacks(TrialSummary trial) => trial.Reports > 0 && !trial.LastMetrics.TryGet(metric, out _);
    }
}
