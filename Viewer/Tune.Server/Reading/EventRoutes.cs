using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>What has happened, from the journal, newest first.</summary>
internal static class EventRoutes
{
    private const int TakeMax = 500;

    // A page is looked for in so much of the journal at most; who wants older ones asks on.
    private const int Window = 5_000;
    private const int WindowsMax = 6;

    public static void Map(IEndpointRouteBuilder routes, Served served) =>
        routes.MapGet("/experiments/{experiment}/events", (
            string experiment, long? before, int? take, int? trial, string? kind, CancellationToken cancellation) =>
            ListAsync(
                served, experiment, before, Bounds.Take(take, 100, TakeMax), new Wanted(trial, kind), cancellation))
            .Produces<EventList>();

    private static async Task<IResult> ListAsync(
        Served served, string experiment, long? before, int take, Wanted wanted, CancellationToken cancellation)
    {
        if (before < 0)
        {
            throw new BadHttpRequestException($"'before' is {before}; it must be 0 or more.");
        }

        var position = (await served.GlanceAsync(experiment, cancellation)).Position;
        var to = Math.Min(before ?? position, position);
        var found = new List<EventItem>();
        for (var i = 0; i < WindowsMax && to > 0 && found.Count < take; i++)
        {
            var from = Math.Max(0, to - Window);
            found.AddRange(await ReadAsync(served, experiment, from, to, wanted, cancellation));
            to = from;
        }

        var isMore = found.Count > take;
        var events = isMore ? found[..take] : found;
        return Answer.Of(new EventList
        {
            Position = position,
            Events = events,
            Older = isMore ? events[^1].Position : to > 0 ? to : null,
        });
    }

    private static async Task<IEnumerable<EventItem>> ReadAsync(
        Served served, string experiment, long from, long to, Wanted wanted, CancellationToken cancellation)
    {
        var found = new List<EventItem>();
        var position = from;
        await foreach (var fact in served.Store.ReadJournalAsync(experiment, from, cancellation))
        {
            if (position == to)
            {
                break;
            }

            if (EventForms.Of(position++, fact) is { } item && wanted.Has(item))
            {
                found.Add(item);
            }
        }

        found.Reverse();
        return found;
    }

    private sealed record Wanted(int? Trial, string? Kind)
    {
        private readonly HashSet<string>? _kinds =
            string.IsNullOrEmpty(Kind) ? null : [.. Kind.Split(',', StringSplitOptions.TrimEntries)];

        public bool Has(EventItem item) =>
            (Trial is null || item.Trial == Trial) && (_kinds is null || _kinds.Contains(item.Kind));
    }
}
