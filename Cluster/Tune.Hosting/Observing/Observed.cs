using Tune.Engine.Experiments;

namespace Tune.Hosting.Observing;

/// <summary>Something that has happened in an experiment and is on the disk.</summary>
/// <typeparam name="TEvent">The kind of event.</typeparam>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Position">Its place in the experiment's journal: the same for the same event, and rising.</param>
/// <param name="Event">What has happened.</param>
public sealed record Observed<TEvent>(string Experiment, long Position, TEvent Event)
    where TEvent : ExperimentEvent;
