using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>The small lines of a list of experiments.</summary>
internal static class SparkRoutes
{
    private const int NamesMax = 50;

    public static void Map(IEndpointRouteBuilder routes, Served served, TimeProvider time)
    {
        var sparks = new Sparks(served, time, new SemaphoreSlim(1));
        routes.MapGet("/sparks", (string[] experiment, CancellationToken cancellation) =>
            ListAsync(sparks, experiment, cancellation)).Produces<SparkList>();
    }

    private static async Task<IResult> ListAsync(
        Sparks sparks, string[] experiments, CancellationToken cancellation)
    {
        if (experiments.Length is 0 or > NamesMax)
        {
            throw new BadHttpRequestException(
                $"'experiment' must be said 1 to {NamesMax} times; it was said {experiments.Length} times.");
        }

        var found = new List<SparkItem>();
        foreach (var name in experiments.Distinct(StringComparer.Ordinal))
        {
            if (await sparks.FindAsync(name, cancellation) is { } spark)
            {
                found.Add(spark);
            }
        }

        return Answer.Of(new SparkList { Sparks = found });
    }
}
