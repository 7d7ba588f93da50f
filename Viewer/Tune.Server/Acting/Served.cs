using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Stores;
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
    public static Served Of(TuneHost host) => new(host.Store, new HostActs(host));

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

    // Where the store lies is nobody's business here.
    private async Task<UnknownExperimentException> UnknownAsync(string experiment, CancellationToken cancellation) =>
        new(Problem.Quoted(experiment), "this store", await Store.ExperimentsAsync(cancellation));
}
