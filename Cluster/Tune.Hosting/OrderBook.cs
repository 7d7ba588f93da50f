using System.Text.Json;
using System.Text.Json.Nodes;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Schedulers;

namespace Tune.Hosting;

/// <summary>Turns orders into definitions: what they are like is looked up, and changed as they say.</summary>
/// <param name="store">Where experiments are that an order may name.</param>
/// <param name="templates">What the program offers.</param>
internal sealed class OrderBook(ITuneReader store, IReadOnlyList<ExperimentTemplate> templates)
{
    private const int PageMax = 1_000;
    private const int NumbersTried = 100_000;
    private static readonly SpecJson s_specs = new(SchedulerCatalog.All);

    /// <summary>What the program offers.</summary>
    public IReadOnlyList<ExperimentTemplate> Templates => templates;

    /// <summary>The definition that an order asks for, its training code, and what it begins with.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="name">The name of the new experiment.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidExperimentException">There is nothing of that name, or it cannot be changed so; the
    /// message names the field.</exception>
    public async Task<Tuner> DefineAsync(SubmitOrder order, string name, CancellationToken cancellation)
    {
        var like = order.Template is { } template ? Named(name, template)
            : await LikeAsync(name, order.From!, cancellation);
        var spec = like.ToSpec();
        return like with
        {
            Name = name,
            Trials = order.Trials ?? like.Trials,
            TimeBudget = order.TimeBudget ?? like.TimeBudget,
            Seed = order.Seed ?? like.Seed,
            MaxConcurrent = order.MaxConcurrent ?? like.MaxConcurrent,
            Metric = order.Metric ?? like.Metric,
            Mode = order.Mode ?? like.Mode,
            MaxIterations = null,
            Scheduler = order.MaxIterations is { } most ? With(name, spec.Scheduler, most) : spec.Scheduler,
            WarmStart = order.WarmStart.IsEmpty ? like.WarmStart : new WarmStart(order.WarmStart),
        };
    }

    /// <summary>The training code and the space of an experiment of the store, if the program has them.</summary>
    public ExperimentTemplate? Owner(ExperimentSpec spec) => templates.FirstOrDefault(template =>
        template.Tuner.Trainable.Name == spec.Trainable
        && (spec.Space.HasCode || template.Tuner.Space.Equals(spec.Space)));

    /// <summary>The name of the experiment that was submitted under a key; null if none was.</summary>
    public async Task<string?> SubmittedAsync(string key, CancellationToken cancellation)
    {
        for (var skip = 0; ; skip += PageMax)
        {
            var page = await store.Tracking.GlancesAsync(
                new ExperimentQuery { Listed = Listed.All, Skip = skip, Take = PageMax }, cancellation);
            if (page.Experiments.FirstOrDefault(
                each => each.Tags.GetValueOrDefault(SubmitOrder.KeyTag) == key) is { } found)
            {
                return found.Name;
            }

            if (page.Experiments.Count < PageMax)
            {
                return null;
            }
        }
    }

    /// <summary>Refuses an order for an experiment that is there, unless it was submitted by it.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="mark">What would be written about it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidExperimentException">It was begun otherwise, or by another order under the key.
    /// </exception>
    public async Task RequireRepeatAsync(string experiment, SubmitMark mark, CancellationToken cancellation)
    {
        // The mark comes right after what makes it.
        var acted = await store.ReadJournalAsync(experiment, 1, cancellation).FirstOrDefaultAsync(cancellation)
            as ExperimentEvent.Acted;
        if (mark.By.Key is not { } key || acted?.By.Key != key)
        {
            throw new InvalidExperimentException(
                experiment, [$"Name is '{experiment}', which an experiment has already; give the new one another."]);
        }

        if (acted.Act.ToJson() != mark.Act.ToJson())
        {
            throw new InvalidExperimentException(
                experiment,
                [$"Something else was done under the key '{key}' before; give this a key of its own."]);
        }
    }

    /// <summary>A name that no experiment has: that of what it is like, or with the first number that is free.
    /// </summary>
    public async Task<string> FreeNameAsync(string like, CancellationToken cancellation)
    {
        if (!await store.ExistsAsync(like, cancellation))
        {
            return like;
        }

        for (var number = 2; number < NumbersTried; number++)
        {
            var end = $"-{number}";
            var name = like[..Math.Min(like.Length, ExperimentSpec.NameLengthMax - end.Length)] + end;
            if (!await store.ExistsAsync(name, cancellation))
            {
                return name;
            }
        }

        throw new InvalidExperimentException(like, [$"Name is absent, and no number after '{like}' is free."]);
    }

    private Tuner Named(string name, string template) =>
        templates.FirstOrDefault(each => each.Name == template)?.Tuner ?? throw new InvalidExperimentException(
            name,
            [
                $"Template is '{template}', which this program does not have; it has "
                + $"{Known(templates.Select(each => each.Name))}.",
            ]);

    private async Task<Tuner> LikeAsync(string name, string from, CancellationToken cancellation)
    {
        if (!ExperimentSpec.IsName(from) || !await store.ExistsAsync(from, cancellation))
        {
            throw new InvalidExperimentException(name, [$"From is '{from}'; there is no experiment of that name."]);
        }

        await store.Tracking.CatchUpAsync(from, cancellation);
        var spec = (await store.Tracking.FindAsync(from, cancellation))?.Spec ?? throw new InvalidExperimentException(
            name, [$"From is '{from}', which cannot be read."]);
        return Like(name, spec);
    }

    /// <summary>A stored definition with the code of the program.</summary>
    /// <exception cref="InvalidExperimentException">The program does not have it.</exception>
    public Tuner Like(string name, ExperimentSpec spec)
    {
        var owner = Owner(spec) ?? throw new InvalidExperimentException(
            name,
            [
                $"Trainable is '{spec.Trainable}', which this program does not know; it knows "
                + $"{Known(templates.Select(each => each.Tuner.Trainable.Name).Distinct(StringComparer.Ordinal))}.",
            ]);
        var bound = spec.WithCodeOf(owner.Tuner.Space);
        return new Tuner(name, owner.Tuner.Trainable, bound.Space)
        {
            Metric = bound.Objective.Metric,
            Mode = bound.Objective.Mode,
            IterationsRefine = bound.Objective.Refines,
            FurtherObjectives = bound.FurtherObjectives,
            Constraints = bound.Constraints,
            Trials = bound.Trials,
            Seed = bound.Seed,
            Searcher = bound.Searcher,
            Scheduler = bound.Scheduler,
            PointsToEvaluate = bound.PointsToEvaluate,
            Resources = bound.Resources,
            Placement = bound.Placement,
            Stop = bound.Stop,
            TimeBudget = bound.TimeBudget,
            MaxConcurrent = bound.MaxConcurrent,
            Failure = bound.Failure,
            Limits = bound.Limits,
            Checkpoints = bound.Checkpoints,
        };
    }

    /// <summary>How long trials train at most by the options of a scheduler; null if they do not say.</summary>
    public static int? MaxIterationsOf(SchedulerOptions scheduler) =>
        OptionsOf(scheduler) is { } options && options[MaxIterations] is JsonValue value
            && value.TryGetValue<int>(out var most) ? most : null;

    private const string MaxIterations = "maxIterations";

    // Options are known by their names, as in the journal: whichever scheduler has this one can be told.
    private static SchedulerOptions With(string name, SchedulerOptions scheduler, int most)
    {
        var known = SchedulerCatalog.All.NameOf(scheduler) ?? scheduler.GetType().Name;
        if (OptionsOf(scheduler) is not { } options || !options.ContainsKey(MaxIterations))
        {
            throw new InvalidExperimentException(
                name,
                [
                    $"MaxIterations is {most}, and the scheduler '{known}' has no such option; leave it out, or take a "
                    + "template whose scheduler has one.",
                ]);
        }

        options[MaxIterations] = most;
        try
        {
            return s_specs.ReadScheduler(options.ToJsonString());
        }
        catch (JsonException wrong)
        {
            throw new InvalidExperimentException(name, [$"MaxIterations is {most}: {wrong.Message}"]);
        }
    }

    private static JsonObject? OptionsOf(SchedulerOptions scheduler)
    {
        try
        {
            return JsonNode.Parse(s_specs.WriteScheduler(scheduler)) as JsonObject;
        }
        catch (JsonException)
        {
            // One of the program's own, which the catalogue does not have.
            return null;
        }
    }

    private static string Known(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"'{name}'")) is { Length: > 0 } all
            ? all : "none";
}
