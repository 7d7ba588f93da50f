using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>Who took over whose weights, and the schedules of what they were trained with.</summary>
internal sealed class LineageRoutes(Served served, SemaphoreSlim one)
{
    private const int TrialsMax = 500;
    private const int StretchesMax = 500;
    private const int KnownMax = 16;

    // All of the journal is read for it: not more often than its length allows, nor for two at a time.
    private const long EventsMax = 2_000_000;
    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (LineageList List, string Journal, DateTime At)> _known =
        new(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes, Served served, TimeProvider time)
    {
        var lineage = new LineageRoutes(served, new SemaphoreSlim(1));
        routes.MapGet("/experiments/{experiment}/lineage", async (
            string experiment, CancellationToken cancellation) => Answer.Of(
                await lineage.FindAsync(experiment, time, cancellation))).Produces<LineageList>();
    }

    private async Task<LineageList> FindAsync(string experiment, TimeProvider time, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        if (glance.Position > EventsMax)
        {
            throw new BadHttpRequestException(
                $"'{Problem.Quoted(experiment)}' has {glance.Position} events; lineage is told of up to {EventsMax}.",
                StatusCodes.Status413PayloadTooLarge);
        }

        await one.WaitAsync(cancellation);
        try
        {
            var (now, journal) = (time.GetUtcNow().UtcDateTime, Forms.JournalOf(glance));
            if (_known.TryGetValue(experiment, out var known) && known.Journal == journal
                && (known.List.Position == glance.Position || now - known.At < s_freshFor))
            {
                return known.List;
            }

            var spec = (await served.FindAsync(experiment, cancellation)).Spec;
            var list = await ReadAsync(experiment, spec, cancellation);
            if (_known.Count >= KnownMax)
            {
                _known.Clear();
            }

            _known[experiment] = (list, journal, now);
            return list;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<LineageList> ReadAsync(
        string experiment, ExperimentSpec spec, CancellationToken cancellation)
    {
        var position = 0L;
        var trials = await TrialSegments.OfAsync(CountedAsync());
        string[] numeric =
        [
            .. spec.Space.Parameters.Where(each => each.Domain is { IsFree: true, IsNumeric: true })
                .Select(each => each.Name),
        ];
        return new LineageList
        {
            Position = position,
            Trials = !trials.Values.Any(own => own.Any(each => each.Donor is not null)) ? [] :
            [
                .. trials.OrderBy(pair => pair.Key.Number).Take(TrialsMax)
                    .Select(pair => Of(pair.Key, pair.Value, numeric)),
            ],
        };

        async IAsyncEnumerable<ExperimentEvent> CountedAsync()
        {
            await foreach (var fact in served.Store.ReadJournalAsync(experiment, 0, cancellation))
            {
                position++;
                yield return fact;
            }
        }
    }

    private static LineageItem Of(TrialId trial, IReadOnlyList<TrialSegment> own, string[] numeric) => new()
    {
        Trial = trial.Number,
        Stretches =
        [
            .. own.TakeLast(StretchesMax).Select(each => new StretchItem
            {
                From = each.From, To = each.To, Donor = each.Donor?.Number, Config = Of(each.Config, numeric),
            }),
        ],
    };

    private static Dictionary<string, JsonElement> Of(Configuration config, string[] names) =>
        Forms.Of(config).Where(pair => names.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
}
