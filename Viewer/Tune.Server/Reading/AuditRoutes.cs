using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Hosting;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>Who did what to an experiment.</summary>
internal static class AuditRoutes
{
    // So many entries are held in memory to find the newest.
    private const int SkipMax = 100_000;

    public static void Map(IEndpointRouteBuilder routes, Served served) =>
        routes.MapGet("/experiments/{experiment}/audit", async (
            string experiment, int? skip, int? take, bool? descending, CancellationToken cancellation) =>
        {
            await served.GlanceAsync(experiment, cancellation);
            var page = await AuditReading.ReadAsync(
                served.Store, experiment, Bounds.Within("skip", skip ?? 0, 0, SkipMax),
                Bounds.Take(take, 100, AuditReading.TakeMax), descending ?? true, cancellation);
            return Answer.Of(new AuditList
            {
                Total = page.Total,
                Entries = [.. page.Entries.Select(Of)],
            });
        }).Produces<AuditList>();

    private static AuditItem Of(AuditEntry entry)
    {
        using var act = JsonDocument.Parse(entry.Act.ToJson());
        var detail = act.RootElement.Clone();
        return new AuditItem
        {
            Position = entry.Position,
            AtUtc = entry.At.Utc,
            Who = entry.By.Who,
            Via = entry.By.Via,
            Act = detail.GetProperty("act").GetString()!,
            Trial = detail.TryGetProperty("trial", out var trial) ? trial.GetInt32() : null,
            Detail = detail,
        };
    }
}
