using Microsoft.AspNetCore.Http;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting;
using Tune.Hosting.Results;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>What is served: a store to read, and who acts on its experiments.</summary>
/// <param name="Store">The store.</param>
/// <param name="Acts">Who acts; null if nobody does.</param>
internal sealed record Served(ITuneReader Store, IActs? Acts)
{
    /// <summary>What a host has, and it acts.</summary>
    public static Served Of(TuneHost host) => new(host.Store, new HostActs(host))
    {
        Logs = host.LogFolder,
        Link = page => host.ViewerLink?.Invoke(page),
        Node = () => host.Capacity,
        Standing = host.StandingOf,
        Retention = host.Retention,
    };

    /// <summary>What the store is called in answers: where it lies is nobody's business, except to users who may open
    /// it themselves.</summary>
    public string Name { get; init; } = "this store";

    /// <summary>What the node of this process offers to trials; null where it has none.</summary>
    public Func<NodeCapacity?> Node { get; init; } = () => null;

    /// <summary>How the owner of an experiment fares, by its name; null where that is not known.</summary>
    public Func<string, OwnerStanding?> Standing { get; init; } = _ => null;

    /// <summary>How long deleted experiments stay before they are purged; null for ever, or where nobody says.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Where attempts that ran here have their logs; null if that is not known.</summary>
    public string? Logs { get; init; }

    /// <summary>Makes a link that logs a browser in to a page; null where no viewer is served.</summary>
    public Func<string, Uri?> Link { get; init; } = _ => null;

    /// <summary>An experiment, with everything that was durable when it was asked for.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    public async Task<ExperimentSummary> FindAsync(string experiment, CancellationToken cancellation)
    {
        if (await Store.ExistsAsync(experiment, cancellation))
        {
            await Store.Tracking.CatchUpAsync(experiment, cancellation);
            if (await Store.Tracking.FindAsync(experiment, cancellation) is { } found)
            {
                return found;
            }
        }

        throw await UnknownAsync(experiment, cancellation);
    }

    /// <summary>The same without its definition.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    public async Task<ExperimentGlance> GlanceAsync(string experiment, CancellationToken cancellation)
    {
        if (await Store.ExistsAsync(experiment, cancellation))
        {
            await Store.Tracking.CatchUpAsync(experiment, cancellation);
            if (await Store.Tracking.GlanceAsync(experiment, cancellation) is { } found)
            {
                return found;
            }
        }

        throw await UnknownAsync(experiment, cancellation);
    }

    /// <summary>Both, caught up once.</summary>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    public async Task<(ExperimentGlance Glance, ExperimentSummary Summary)> BothAsync(
        string experiment, CancellationToken cancellation)
    {
        var glance = await GlanceAsync(experiment, cancellation);
        return await Store.Tracking.FindAsync(experiment, cancellation) is { } found
            ? (glance, found)
            : throw await UnknownAsync(experiment, cancellation);
    }

    /// <summary>A trial, with everything that was durable when it was asked for.</summary>
    /// <exception cref="UnknownExperimentException">There is no experiment of that name.</exception>
    /// <exception cref="BadHttpRequestException">It has no such trial.</exception>
    public async Task<TrialSummary> RequireTrialAsync(string experiment, int trial, CancellationToken cancellation)
    {
        var glance = await GlanceAsync(experiment, cancellation);
        var page = await Store.Tracking.TrialsAsync(
            experiment, new TrialQuery { Trials = [new TrialId(trial)] }, cancellation);
        return page.Trials is [var found] ? found : throw new BadHttpRequestException(
            $"'{Problem.Quoted(experiment)}' has no trial {trial}; it has {glance.Proposed}.",
            StatusCodes.Status404NotFound);
    }

    private async Task<UnknownExperimentException> UnknownAsync(string experiment, CancellationToken cancellation) =>
        new(Problem.Quoted(experiment), Name, await Store.ExperimentsAsync(cancellation));
}
