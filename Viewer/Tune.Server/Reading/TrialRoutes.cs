using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

internal static class TrialRoutes
{
    // With their logs.
    private const int WholeMax = 200;
    private const int TakeMax = 1000;

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/experiments/{experiment}/trials", (
            string experiment, string? where, string? order, bool? descending, string? status, string? listed,
            int? skip, int? take, bool? whole, CancellationToken cancellation) => ListAsync(
                served, experiment, whole ?? false,
                QueryOf(where, order, descending, status) with
                {
                    Listed = ExperimentRoutes.ListedOf(listed),
                    Skip = Bounds.Skip(skip),
                    Take = Bounds.Take(take, 100, whole == true ? WholeMax : TakeMax),
                },
                cancellation)).Produces<TrialList>();
        routes.MapGet("/experiments/{experiment}/trials/{trial:int}", (
            string experiment, int trial, CancellationToken cancellation) =>
            FindAsync(served, experiment, trial, cancellation)).Produces<TrialItem>();
    }

    /// <summary>A question as the address has it.</summary>
    /// <exception cref="BadHttpRequestException">There is no such order or status.</exception>
    public static TrialQuery QueryOf(string? where, string? order, bool? descending, string? status) => new()
    {
        Where = string.IsNullOrWhiteSpace(where) ? null : TrialFields.Parse(where),
        Statuses = Statuses(status),
        Order = OrderOf(order),
        Descending = descending ?? false,
    };

    private static async Task<IResult> ListAsync(
        Served served, string experiment, bool whole, TrialQuery query, CancellationToken cancellation)
    {
        var summary = await served.FindAsync(experiment, cancellation);
        var page = await served.Store.Tracking.TrialsAsync(experiment, query, cancellation);
        var brackets = Details.BracketsOf(summary.Spec);
        return Answer.Of(new TrialList
        {
            Position = page.Position,
            Total = page.Total,
            Trials = [.. page.Trials.Select(trial => Forms.Of(summary.Spec, trial, brackets, whole))],
        });
    }

    private static async Task<IResult> FindAsync(
        Served served, string experiment, int trial, CancellationToken cancellation)
    {
        var summary = await served.FindAsync(experiment, cancellation);
        var page = await served.Store.Tracking.TrialsAsync(
            experiment, new TrialQuery { Trials = [new TrialId(trial)] }, cancellation);
        return page.Trials is [var found]
            ? Answer.Of(Forms.Of(summary.Spec, found, Details.BracketsOf(summary.Spec), whole: true))
            : throw new BadHttpRequestException(
                $"'{experiment}' has no trial {trial}; it has {summary.Trials}.", StatusCodes.Status404NotFound);
    }

    /// <summary>number, best, iteration, duration, <c>metrics.NAME</c> or <c>params.NAME</c>; null for anything else.
    /// </summary>
    public static TrialOrder? KnownOrder(string? order) => order switch
    {
        null or "" or "number" => TrialOrder.ByNumber,
        "best" => TrialOrder.ByBest,
        "iteration" => TrialOrder.ByIteration,
        "duration" => TrialOrder.ByDuration,
        _ when order.StartsWith("metrics.", StringComparison.Ordinal) => TrialOrder.ByMetric(order[8..]),
        _ when order.StartsWith("params.", StringComparison.Ordinal) => TrialOrder.ByParameter(order[7..]),
        _ => null,
    };

    private static TrialOrder OrderOf(string? order) => KnownOrder(order) ?? throw new BadHttpRequestException(
        $"'order' is '{Problem.Quoted(order!)}'; it may be number, best, iteration, duration, metrics.NAME or "
        + "params.NAME.");

    private static System.Collections.Immutable.ImmutableArray<TrialStatus> Statuses(string? status) =>
        string.IsNullOrEmpty(status) ? [] :
        [
            .. status.Split(',').Select(word => Enum.TryParse<TrialStatus>(word, ignoreCase: true, out var known)
                && Enum.IsDefined(known) && !int.TryParse(word, out _)
                    ? known
                    : throw new BadHttpRequestException(
                        $"'status' names '{Problem.Quoted(word)}'; it may name "
                        + $"{string.Join(", ", Enum.GetNames<TrialStatus>())}.")),
        ];
}
