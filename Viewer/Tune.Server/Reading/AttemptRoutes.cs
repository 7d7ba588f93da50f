using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>What ran when and where, and what became of it.</summary>
internal static class AttemptRoutes
{
    private const int TakeMax = 1000;

    public static void Map(IEndpointRouteBuilder routes, Served served) =>
        routes.MapGet("/experiments/{experiment}/attempts", (
            string experiment, int? skip, int? take, CancellationToken cancellation) => ListAsync(
                served, experiment, Bounds.Skip(skip), Bounds.Take(take, 200, TakeMax), cancellation))
            .Produces<AttemptList>();

    private static async Task<IResult> ListAsync(
        Served served, string experiment, int skip, int take, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        var page = await served.Store.Tracking.AttemptsAsync(experiment, skip, take, cancellation);
        return Answer.Of(new AttemptList
        {
            Position = page.Position,
            Trials = glance.Proposed,
            Attempts = [.. page.Attempts.Select(Of)],
        });
    }

    private static AttemptItem Of(AttemptSummary run) => new()
    {
        Trial = run.Trial.Number,
        Attempt = run.Attempt.Number,
        Node = run.Where.Node,
        Slot = run.Where.Slot,
        Slots = run.Where.Width,
        StartedUtc = run.Started.Utc,
        EndedUtc = run.Ended?.Utc,
        FromIteration = run.FromIteration,
        Fate = FateOf(run),
        Why = run.Outcome is AttemptOutcome.Obeyed
            ? EventForms.WhyOf(run.Decision) : EventForms.WhyOf(run.Outcome),
    };

    private static string FateOf(AttemptSummary run) => run.Outcome switch
    {
        null => run.Ended is null ? "running" : "lost",
        AttemptOutcome.Completed => "completed",
        AttemptOutcome.Interrupted => "interrupted",
        AttemptOutcome.Failed => "failed",
        AttemptOutcome.Obeyed => run.Decision switch
        {
            Decision.Pause => "paused",
            Decision.CloneFrom => "cloned",
            Decision.Stop { Reason: StopReason.BudgetUsed } => "completed",
            _ => "stopped",
        },
        _ => "lost",
    };
}
