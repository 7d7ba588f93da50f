using System.Collections.Immutable;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Hosting;
using Tune.Schedulers;

namespace Tune.Server.Answers;

/// <summary>What defines an experiment, in the shape that clients read.</summary>
internal static class Details
{
    private const int RungsMax = 64;
    private const int BracketsMax = 64;

    // Where brackets are filled one after the other the last trial is in the last one; where they are drawn, so many
    // trials leave none out.
    private const int TrialsLookedAt = 1_000;

    // What is still to be filled is of interest as far as one pass through the ladders.
    private const int BracketsToCome = 8;

    /// <summary>An experiment in a list that is whole.</summary>
    public static ExperimentItem Whole(ExperimentGlance glance, ExperimentSummary summary, TimeSpan? retention) =>
        Forms.Of(glance, retention) with
        {
            Best = BestOf(summary),
            Note = NoteOf(summary),
            Programs = [.. summary.Programs.Select(Of)],
            Unfinished = UnfinishedOf(summary),
        };

    public static ExperimentDetail Of(
        ExperimentGlance glance, ExperimentSummary summary, IReadOnlyList<TrialSummary> trials, TimeSpan? retention)
    {
        var spec = summary.Spec;
        return new ExperimentDetail
        {
            Summary = Forms.Of(glance, retention) with { Best = BestOf(summary) },
            Note = NoteOf(summary),
            Trainable = spec.Trainable,
            Searcher = NameOf(spec.Searcher),
            Scheduler = NameOf(spec.Scheduler),
            Rungs = [.. spec.Scheduler.RungLevels().Take(RungsMax)],
            Brackets = [.. BracketItems(spec, summary.Trials)],
            Parameters = [.. spec.Space.Parameters.Select(ParameterForm.Of)],
            Metrics =
            [
                .. spec.Objectives.Select(objective => objective.Metric)
                    .Concat(spec.Constraints.Select(constraint => constraint.Metric))
                    .Concat(trials.SelectMany(trial => trial.LastMetrics).Select(metric => metric.Name)
                        .Order(StringComparer.Ordinal))
                    .Distinct(),
            ],
            FurtherObjectives = [.. spec.FurtherObjectives.Select(Of)],
            TimeBudgetSeconds = spec.TimeBudget?.TotalSeconds,
            NotByHand = spec.Scheduler.RefusesByHand(),
            MaxConcurrent = spec.MaxConcurrent,
            Seed = spec.Seed,
            MaxIterations = OrderBook.MaxIterationsOf(spec.Scheduler),
            Program = summary.Programs.IsEmpty ? null : Of(summary.Programs[^1]),
            Programs = [.. summary.Programs.Select(Of)],
            Unfinished = UnfinishedOf(summary),
        };
    }

    /// <summary>Its brackets; null where all trials climb the same rungs.</summary>
    public static IBrackets? BracketsOf(ExperimentSpec spec) => spec.Scheduler.BracketsFor(spec.Seed);

    private static IEnumerable<BracketItem> BracketItems(ExperimentSpec spec, int proposed)
    {
        if (BracketsOf(spec) is not { } brackets)
        {
            return [];
        }

        var now = Enumerable.Range(0, proposed).TakeLast(TrialsLookedAt).Select(trial => brackets.Of(new(trial)))
            .DefaultIfEmpty(0).Max();
        var last = spec.Trials is { } asked
            ? Enumerable.Range(0, Math.Max(asked, 1)).TakeLast(TrialsLookedAt).Max(trial => brackets.Of(new(trial)))
            : now;
        last = Math.Clamp(last, now, now + BracketsToCome);
        var first = Math.Max(0, last + 1 - BracketsMax);
        return Enumerable.Range(first, last + 1 - first).Select(bracket => new BracketItem
        {
            Bracket = bracket, Rungs = [.. brackets.RungsOf(bracket)], Size = brackets.SizeOf(bracket),
        });
    }

    private static ProgramItem Of(ProgramRecord program) => new()
    {
        Name = program.Name,
        Version = program.Version,
        Commit = program.Commit,
        Host = program.Host,
        Build = program.Build,
        Dirty = program.IsDirty,
        Runtime = program.Runtime,
        OperatingSystem = program.OperatingSystem,
        Gpus = program.Gpus,
        Packages = program.Packages ?? ImmutableSortedDictionary<string, string>.Empty,
    };

    private static ObjectiveItem Of(Objective objective) =>
        new() { Metric = objective.Metric, Mode = objective.Mode.ToString() };

    private static string? NoteOf(ExperimentSummary summary) => summary.Note.Length > 0 ? summary.Note : null;

    private static UnfinishedItem? UnfinishedOf(ExperimentSummary summary) => summary.Shortfall is { } shortfall
        ? new UnfinishedItem { Longest = shortfall.Longest, Whole = shortfall.Whole }
        : null;

    private static BestItem? BestOf(ExperimentSummary summary) => summary.Best is not { } best ? null : new BestItem
    {
        Trial = best.Trial.Number,
        Value = best.Value,
        Iteration = best.Iteration,
        Config = Forms.Of(best.Config),
    };

    /// <summary>The short name of an algorithm. One that the catalogue does not have is of the program's own: its
    /// type's name, without the last word.</summary>
    public static string NameOf(object options) =>
        SchedulerCatalog.All.NameOf(options) ?? options.GetType().Name.Replace("Options", "", StringComparison.Ordinal);
}
