using Tune.Client.Shapes;
using Tune.Engine.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>Sums up what has happened in an experiment since a position, piece by piece: each is bounded, however much
/// it was.</summary>
internal sealed class ChangeReader(Served served, string experiment)
{
    /// <summary>Beyond so many events nobody is told one by one: what is shown is asked for again.</summary>
    private const long EventsMax = 200_000;

    private readonly ChangeForm _form = new(served, experiment);

    /// <summary>What has changed since a position, as far as it is durable now.</summary>
    /// <param name="since">The position.</param>
    /// <param name="journal">Of which journal; empty for whichever there is.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Changes> SinceAsync(long since, string journal, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        // A position that the journal does not have is of another journal, too.
        var isReset = glance.Position < since || (journal != "" && journal != Forms.JournalOf(glance));
        if (isReset || glance.Position - since > EventsMax)
        {
            return Whole(since, glance) with
            {
                Summary = Forms.Of(glance, served.Retention), Cut = true, Reset = isReset,
            };
        }

        if (glance.Position == since)
        {
            return Whole(since, glance);
        }

        var gathered = new Gathered(since);
        await foreach (var fact in served.Store.ReadJournalAsync(experiment, since, cancellation))
        {
            gathered.Add(fact);
            if (gathered.IsFull || gathered.Next == glance.Position)
            {
                break;
            }
        }

        return await _form.OfAsync(gathered, glance, cancellation);
    }

    private Changes Whole(long since, ExperimentGlance glance) => new()
    {
        Experiment = experiment,
        Since = since,
        Position = glance.Position,
        Journal = Forms.JournalOf(glance),
        Trials = [],
        Reports = [],
    };
}
