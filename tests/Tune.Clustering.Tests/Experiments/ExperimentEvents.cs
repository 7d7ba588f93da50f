using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Stores;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>What the feed of the store has brought, and where the experiment stands then.</summary>
internal sealed record ExperimentEvents(
    string Experiment, IReadOnlyList<ExperimentEvent> Events, ExperimentGlance Now)
    : ExperimentNews(Experiment), INoSerializationVerificationNeeded
{
    /// <summary>Whether its session is closed after something has happened.</summary>
    public bool IsEnd => Now is { IsOpen: false, Proposed: > 0 };

    /// <summary>A feed from its beginning.</summary>
    public static async IAsyncEnumerable<ExperimentEvents> OfAsync(
        string experiment, IAsyncEnumerable<EventBatch> feed)
    {
        var portrait = new LivePortrait(experiment);
        await foreach (var batch in feed)
        {
            foreach (var fact in batch.Events)
            {
                portrait.Apply(fact);
            }

            yield return new ExperimentEvents(experiment, batch.Events, portrait.Experiment.ToGlance()!);
        }
    }
}
