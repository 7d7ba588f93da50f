using Tune.Engine.Experiments;

namespace Tune.Storage.Journal;

/// <summary>A journal that is followed: gives the events since the last call. One reader at a time.</summary>
public interface IEventTail : IDisposable
{
    /// <summary>The position of the next event.</summary>
    long Position { get; }

    /// <summary>Adds the next events to a list, some thousands at most, all of them durable; false if there is nothing
    /// new.</summary>
    /// <exception cref="Tune.Engine.Ports.StorageException">The journal is damaged here.</exception>
    bool Next(List<ExperimentEvent> into);
}
