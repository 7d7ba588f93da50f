using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Analysis;
using Tune.Engine.Results;
using Tune.Hosting.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Insight;

/// <summary>What the trials of an experiment say about its parameters.</summary>
internal static class InsightRoutes
{
    private const int NamesMax = 20;

    public static void Map(IEndpointRouteBuilder routes, Served served, TimeProvider time)
    {
        var findings = new Findings(time);
        routes.MapGet("/experiments/{experiment}/insight", async (
            string experiment, CancellationToken cancellation) =>
        {
            var glance = await served.GlanceAsync(experiment, cancellation);
            return Answer.Of(await findings.OfAsync(
                "columns", glance, async () => await Columns.OfAsync(await GridAsync(served, glance), glance.Position),
                cancellation));
        }).Produces<InsightItem>();
        routes.MapGet("/experiments/{experiment}/importance", (
            string experiment, string? method, CancellationToken cancellation) =>
            ImportanceAsync(served, findings, experiment, MethodOf(method), cancellation)).Produces<ImportanceItem>();
        routes.MapGet("/experiments/{experiment}/surface", (
            string experiment, string first, string second, CancellationToken cancellation) =>
            SurfaceAsync(served, findings, experiment, first, second, cancellation)).Produces<SurfaceItem>();
    }

    private static async Task<IResult> ImportanceAsync(
        Served served, Findings findings, string experiment, ImportanceMethod method, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        var importance = await findings.OfAsync(
            method.ToString(), glance,
            async () => await Analyses.ImportanceAsync(await GridAsync(served, glance), method, glance.Position),
            cancellation);
        return Answer.Of(method != ImportanceMethod.Fanova ? importance : importance with
        {
            Pairs = Analyses.PairsOf((await LearntAsync(served, findings, glance, cancellation)).Report),
        });
    }

    private static async Task<IResult> SurfaceAsync(
        Served served, Findings findings, string experiment, string first, string second,
        CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        var learnt = await LearntAsync(served, findings, glance, cancellation);
        foreach (var (field, name) in (ReadOnlySpan<(string, string)>)[("first", first), ("second", second)])
        {
            if (!learnt.Parameters.Contains(name))
            {
                throw new BadHttpRequestException(
                    $"'{field}' is '{Problem.Quoted(name)}'; it may be "
                    + $"{string.Join(", ", learnt.Parameters.Take(NamesMax).Select(Problem.Quoted))}.");
            }
        }

        return first != second
            ? Answer.Of(Analyses.SurfaceOf(learnt, first, second))
            : throw new BadHttpRequestException("'second' is the same parameter as 'first'; name two.");
    }

    private static Task<Learnt> LearntAsync(
        Served served, Findings findings, ExperimentGlance glance, CancellationToken cancellation) =>
        findings.OfAsync(
            "forest", glance,
            async () => await Analyses.InteractionsAsync(await GridAsync(served, glance), glance.Position),
            cancellation);

    // What others wait for as well does not end with one of them.
    private static Task<ResultGrid> GridAsync(Served served, ExperimentGlance glance) =>
        ResultGrid.LoadAsync(served.Store, glance.Name, CancellationToken.None);

    private static ImportanceMethod MethodOf(string? method) => method switch
    {
        null or "" or "pedanova" => ImportanceMethod.PedAnova,
        "fanova" => ImportanceMethod.Fanova,
        _ => throw new BadHttpRequestException(
            $"'method' is '{Problem.Quoted(method)}'; it may be pedanova or fanova."),
    };
}
