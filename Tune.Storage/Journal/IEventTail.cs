using Tune.Engine.Experiments;

namespace Tune.Storage.Journal;

/// <summary>A journal that is followed: gives the events since the last call.</summary>
internal interface IEventTail : IDisposable
{
    /// <summary>The position of the next event.</summary>
    long Position { get; }

    /// <summary>Reads on; false if there is nothing new.</summary>
    bool Next(List<ExperimentEvent> into);
}
