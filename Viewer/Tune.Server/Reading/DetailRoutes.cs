using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>What defines an experiment, and what all its trials came to.</summary>
internal static class DetailRoutes
{
    private const int LookedAt = 200;
    private static readonly SpecJson s_specs = new(SchedulerCatalog.All);

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/experiments/{experiment}/detail", (string experiment, CancellationToken cancellation) =>
            DetailAsync(served, experiment, cancellation)).Produces<ExperimentDetail>();
        routes.MapGet("/experiments/{experiment}/definition", (
            string experiment, CancellationToken cancellation) => DefinitionAsync(served, experiment, cancellation));
        routes.MapGet("/experiments/{experiment}/points", (
            string experiment, int? skip, int? take, CancellationToken cancellation) => PointsAsync(
                served, experiment, Bounds.Skip(skip), Bounds.Take(take, 1000, TrialQuery.TakeMax), cancellation))
            .Produces<PointList>();
    }

    private static async Task<IResult> DetailAsync(Served served, string experiment, CancellationToken cancellation)
    {
        var (glance, summary) = await served.BothAsync(experiment, cancellation);
        var longest = await served.Store.Tracking.TrialsAsync(
            experiment,
            new TrialQuery { Order = TrialOrder.ByIteration, Descending = true, Take = LookedAt },
            cancellation);
        return Answer.Of(Details.Of(glance, summary, longest.Trials, served.Retention));
    }

    private static async Task<IResult> DefinitionAsync(
        Served served, string experiment, CancellationToken cancellation)
    {
        var summary = await served.FindAsync(experiment, cancellation);
        try
        {
            return Results.Text(s_specs.Write(summary.Spec), "application/json");
        }
        catch (JsonException)
        {
            throw new ProblemException(
                409, "no_definition", $"'{experiment}' has algorithms of its program's own, which cannot be told.");
        }
    }

    private static async Task<IResult> PointsAsync(
        Served served, string experiment, int skip, int take, CancellationToken cancellation)
    {
        var summary = await served.FindAsync(experiment, cancellation);
        var page = await served.Store.Tracking.TrialsAsync(
            experiment, new TrialQuery { Skip = skip, Take = take }, cancellation);
        var brackets = Details.BracketsOf(summary.Spec);
        return Answer.Of(new PointList
        {
            Position = page.Position,
            Total = page.Total,
            Statuses = Enum.GetNames<TrialStatus>(),
            Trials = [.. page.Trials.Select(trial => trial.Trial.Number)],
            Status = [.. page.Trials.Select(trial => (int)trial.Status)],
            Values = [.. page.Trials.Select(trial => Known(summary.Spec.Objective.ValueOf(trial.BestScore)))],
            Brackets = brackets is null ? null : [.. page.Trials.Select(trial => brackets.Of(trial.Trial))],
            Iterations = [.. page.Trials.Select(trial => trial.Iteration)],
            Seconds =
            [
                .. page.Trials.Select(trial => trial.Last.UtcTicks == 0 ? (double?)null
                    : Math.Round((trial.Last.Utc - summary.Created.Utc).TotalSeconds, 3)),
            ],
        });
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
