using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Engine.Stores;

/// <summary>
/// The readers' side of a store: paged, bounded, a prefix of the journal. Never blocks a writer. Safe for many threads;
/// what it returns are copies, and each answer says for how many events of the journal it is true.
/// </summary>
/// <remarks>What an attempt reported and another undid, by going on from an earlier checkpoint, is in the curves only
/// when it is asked for, and in nothing else (<see cref="Experiments.TrialLine"/>).</remarks>
public interface ITracking
{
    /// <summary>Waits until everything durable at the time of the call can be read here.</summary>
    ValueTask CatchUpAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>All experiments, ordinal order of names.</summary>
    ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(
        Listed listed, CancellationToken cancellation = default);

    /// <summary>All experiments that are not deleted, ordinal order of names.</summary>
    ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(CancellationToken cancellation = default) =>
        ExperimentsAsync(Listed.Kept, cancellation);

    /// <summary>Where many experiments stand, without their definitions, ordinal order of names.</summary>
    /// <exception cref="ArgumentException">The query makes no sense; the message names the field.</exception>
    ValueTask<ExperimentPage> GlancesAsync(ExperimentQuery query, CancellationToken cancellation = default);

    /// <summary>The same of those that are not deleted.</summary>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 10,000.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<ExperimentPage> GlancesAsync(int skip, int take, CancellationToken cancellation = default) =>
        GlancesAsync(new ExperimentQuery { Skip = skip, Take = take }, cancellation);

    /// <summary>The same with what is known of each.</summary>
    /// <exception cref="ArgumentException">The query makes no sense; the message names the field.</exception>
    async ValueTask<SummaryPage> SummariesAsync(ExperimentQuery query, CancellationToken cancellation = default)
    {
        var page = await GlancesAsync(query, cancellation);
        var found = new List<ExperimentSummary>(page.Experiments.Count);
        foreach (var glance in page.Experiments)
        {
            if (await FindAsync(glance.Name, cancellation) is { } summary)
            {
                found.Add(summary);
            }
        }

        return new SummaryPage(page.Total, found);
    }

    /// <summary>Where one experiment stands, without its definition; null if there is none of that name.</summary>
    ValueTask<ExperimentGlance?> GlanceAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>One experiment; null if there is none of that name. <see cref="ExperimentSummary.Events"/> is the
    /// position it is true for.</summary>
    ValueTask<ExperimentSummary?> FindAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>The portrait of an experiment as it is known here, for who wants to fold on from there
    /// (<see cref="ExperimentPortrait.Position"/>) and not from the first event; a copy. Null if there is none of that
    /// name, or portraits are not given away.</summary>
    ValueTask<LivePortrait?> PortraitAsync(string experiment, CancellationToken cancellation = default) =>
        new((LivePortrait?)null);

    /// <summary>Trials that match, in an order, a page of them.</summary>
    /// <exception cref="ArgumentException">The query makes no sense; the message names the field.</exception>
    ValueTask<TrialPage> TrialsAsync(
        string experiment, TrialQuery query, CancellationToken cancellation = default);

    /// <summary>Trials in the order of their numbers, deleted ones too.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 1 to 10,000.</param>
    /// <param name="cancellation">Gives up.</param>
    async ValueTask<IReadOnlyList<TrialSummary>> TrialsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default) =>
        (await TrialsAsync(
            experiment, new TrialQuery { Listed = Listed.All, Skip = skip, Take = take }, cancellation)).Trials;

    /// <summary>Many curves in one call.</summary>
    /// <exception cref="ArgumentException">The query makes no sense; the message names the field.</exception>
    ValueTask<CurvePage> CurvesAsync(
        string experiment, CurveQuery query, CancellationToken cancellation = default);

    /// <summary>One metric of one trial, in journal order.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="metric">Which metric; an unknown one gives no points.</param>
    /// <param name="pointsMax">When there are more points than this, each stretch is represented by its lowest and
    /// highest and the last point is kept; 2 or more.</param>
    /// <param name="cancellation">Gives up.</param>
    async ValueTask<IReadOnlyList<CurvePoint>> CurveAsync(
        string experiment, TrialId trial, string metric, int pointsMax = int.MaxValue,
        CancellationToken cancellation = default)
    {
        var query = new CurveQuery { Trials = [trial], Metrics = [metric], PointsMax = pointsMax };
        return (await CurvesAsync(experiment, query, cancellation)).Curves is [var curve] ? curve.Points : [];
    }

    /// <summary>
    /// The attempts of the trials with numbers from <paramref name="skip"/> on, ordered by trial and attempt.
    /// </summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="skip">How many trials to leave out, 0 or more.</param>
    /// <param name="take">Of how many trials at most, 1 to 10,000.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<AttemptPage> AttemptsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default);
}
