using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>What the feed of the store has brought.</summary>
internal sealed record ExperimentEvents(string Experiment, IReadOnlyList<ExperimentEvent> Events)
    : ExperimentNews(Experiment);
