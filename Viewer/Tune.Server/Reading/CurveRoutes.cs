using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

internal static class CurveRoutes
{
    private const int CurvesMax = 2000;
    private const int WidthMax = 20_000;
    private const int PointsMax = 4_000_000;

    public static void Map(IEndpointRouteBuilder routes, Served served) =>
        routes.MapGet("/experiments/{experiment}/curves", (
            HttpRequest request, string experiment, string[] metric, string? trials, int? from, int? to, int? width,
            bool? times, CancellationToken cancellation) => AnswerAsync(
                served, request, experiment, Query(metric, trials, from, to, width), times ?? false, cancellation))
            .Produces<CurveList>().Produces(200, contentType: CurveBytes.ContentType);

    private static async Task<IResult> AnswerAsync(
        Served served, HttpRequest request, string experiment, CurveQuery query, bool times,
        CancellationToken cancellation)
    {
        var created = (await served.GlanceAsync(experiment, cancellation)).Created.UtcTicks;
        var page = await served.Store.Tracking.CurvesAsync(experiment, query, cancellation);
        return request.Headers.Accept.ToString().Contains(CurveBytes.ContentType, StringComparison.OrdinalIgnoreCase)
            ? Results.Bytes(CurveBytes.Of(page), CurveBytes.ContentType)
            : Answer.Of(new CurveList
            {
                Position = page.Position,
                Curves =
                [
                    .. page.Curves.Select(curve => new CurveItem
                    {
                        Trial = curve.Trial.Number,
                        Metric = curve.Metric,
                        Iterations = [.. curve.Points.Select(point => point.Iteration)],
                        Values = [.. curve.Points.Select(point => point.Value)],
                        Seconds = times ? [.. curve.Points.Select(point => Since(created, point.UtcTicks))] : null,
                    }),
                ],
            });
    }

    private static double Since(long created, long at) =>
        Math.Round((at - created) / (double)TimeSpan.TicksPerSecond, 3);

    private static CurveQuery Query(string[] metrics, string? trials, int? from, int? to, int? width)
    {
        var numbers = Numbers(trials);
        var points = Bounds.Within("width", width ?? 1000, 2, WidthMax);
        return numbers.Length == 0 || metrics.Length == 0 || numbers.Length * (long)metrics.Length > CurvesMax
            || numbers.Length * (long)metrics.Length * points > PointsMax
            ? throw new BadHttpRequestException(
                $"'trials' times 'metric' must be 1 to {CurvesMax} curves, and times 'width' at most {PointsMax} "
                + "points.")
            : new CurveQuery
            {
                Trials = numbers,
                Metrics = [.. metrics],
                FromIteration = from ?? int.MinValue,
                ToIteration = to ?? int.MaxValue,
                PointsMax = points,
            };
    }

    /// <summary>Trials by number, with commas; stretches as <c>3-9</c>.</summary>
    private static ImmutableArray<TrialId> Numbers(string? trials)
    {
        var numbers = ImmutableArray.CreateBuilder<TrialId>();
        foreach (var part in (trials ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !Whole(ends[0], out var first) || !Whole(ends[^1], out var last)
                || last < first || last - first >= CurvesMax || numbers.Count > CurvesMax)
            {
                throw new BadHttpRequestException(
                    $"'trials' has '{Problem.Quoted(part)}'; it may be numbers and stretches such as 3-9, with commas, "
                    + $"at most {CurvesMax}.");
            }

            for (var number = first; number <= last; number++)
            {
                numbers.Add(new TrialId(number));
            }
        }

        return numbers.ToImmutable();
    }

    private static bool Whole(string text, out int number) => int.TryParse(
        text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number);
}
